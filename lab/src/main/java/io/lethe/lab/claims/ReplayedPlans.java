package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;

import io.lethe.lab.Bootstrap;
import io.lethe.lab.Figures;
import io.lethe.lab.Interval;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was observed while a recording was replayed, as tables, plots and sentences. Immutable.
 *
 * @param turns a turn under a plan each
 * @param replayed up to where, a plan each
 */
record ReplayedPlans(List<Observation> turns, List<Observation> replayed) {
  private static final String NEVER = "never";

  ReplayedPlans {
    turns = List.copyOf(turns);
    replayed = List.copyOf(replayed);
  }

  static ReplayedPlans of(List<Observation> observations) {
    return new ReplayedPlans(
        observations.stream().filter(each -> each.kind().equals("turn")).toList(),
        observations.stream().filter(each -> each.kind().equals("replayed")).toList());
  }

  /** The plans, in the order in which they were measured. */
  List<String> names() {
    return replayed.stream().map(each -> each.text("arm")).distinct().toList();
  }

  private List<Observation> turns(String plan) {
    return turns.stream().filter(arm(plan)).toList();
  }

  /** The turns that came after the first deletion under their plan. */
  List<Observation> afterDeletions() {
    return turns.stream().filter(each -> each.number("gone") > 0).toList();
  }

  List<Observation> afterDeletions(String plan) {
    return afterDeletions().stream().filter(arm(plan)).toList();
  }

  /** How many turns drift although nothing had gone yet; NaN if there are no turns. */
  double driftingTooEarly() {
    return turns.isEmpty()
        ? Double.NaN
        : turns.stream()
            .filter(each -> each.number("gone") == 0)
            .filter(each ->
                each.number("divergences") != 0
                    || each.number("agreements") != each.number("answered"))
            .count();
  }

  /** Nats a token of recorded answers; NaN over no tokens. */
  static double drift(List<Observation> turns) {
    return Bootstrap.sum(turns, "divergences") / Bootstrap.sum(turns, "answered");
  }

  /** The share of tokens of recorded answers for which the same is likeliest. */
  private static double same(List<Observation> turns) {
    return Bootstrap.sum(turns, "agreements") / Bootstrap.sum(turns, "answered");
  }

  /** How much less the recorded answers are expected than had nothing gone, nats a token. */
  static double surprise(List<Observation> turns) {
    return (Bootstrap.sum(turns, "surprise") - Bootstrap.sum(turns, "undeleted_surprise"))
        / Bootstrap.sum(turns, "answered");
  }

  List<Figures> tables() {
    List<Figures> tables = new ArrayList<>(List.of(sums()));
    names().forEach(plan -> tables.add(each(plan)));
    return tables;
  }

  private Figures sums() {
    Figures figures =
        Figures.of(
            "What each plan came to",
            "plan",
            "tokens read and answered",
            "went",
            "columns at the end",
            "most columns",
            "columns at the end, never deleted",
            "tokens that a cache of prefixes reads again",
            "seconds",
            "seconds, never deleted",
            "drift once something went, nats a token",
            "same next token",
            "more surprise at the answers, nats a token");
    for (String plan : names()) {
      List<Observation> own = turns(plan);
      List<Observation> after = afterDeletions(plan);
      figures =
          figures.row(
              plan,
              Bootstrap.sum(own, "read") + Bootstrap.sum(own, "answered"),
              Bootstrap.sum(own, "forgotten"),
              last(own, "columns"),
              own.stream().mapToDouble(each -> each.number("columns")).max().orElse(Double.NaN),
              last(own, "undeleted_columns"),
              Bootstrap.sum(own, "stale"),
              Bootstrap.sum(own, "turn_seconds"),
              Bootstrap.sum(own, "undeleted_turn_seconds"),
              drift(after),
              same(after),
              surprise(after));
    }
    return figures;
  }

  private static double last(List<Observation> turns, String number) {
    return turns.isEmpty() ? Double.NaN : turns.getLast().number(number);
  }

  private Figures each(String plan) {
    Figures figures =
        Figures.of(
            "Turn by turn: " + plan,
            "turn",
            "tokens read",
            "answered",
            "went before it",
            "columns after it",
            "fewer than never deleted",
            "a cache of prefixes reads again",
            "seconds",
            "seconds, never deleted",
            "drift, nats a token",
            "same next token");
    for (Observation turn : turns(plan)) {
      figures =
          figures.row(
              turn.number("turn"),
              turn.number("read"),
              turn.number("answered"),
              turn.number("forgotten"),
              turn.number("columns"),
              turn.number("undeleted_columns") - turn.number("columns"),
              turn.number("stale"),
              turn.number("turn_seconds"),
              turn.number("undeleted_turn_seconds"),
              drift(List.of(turn)),
              same(List.of(turn)));
    }
    return figures;
  }

  List<Plot> plots() {
    Plot columns = Plot.lines("Columns after each turn", "turn", "columns");
    Plot drift = Plot.lines("Drift over the recorded answer of each turn", "turn", "nats a token");
    if (!names().isEmpty()) {
      List<Observation> any = turns(names().getFirst());
      columns = columns.with(line(NEVER, any, turn -> turn.number("undeleted_columns")));
      drift = drift.with(line(NEVER, any, _ -> 0));
    }
    for (String plan : names()) {
      columns = columns.with(line(plan, turns(plan), turn -> turn.number("columns")));
      drift = drift.with(line(plan, turns(plan), turn -> drift(List.of(turn))));
    }
    return List.of(columns, drift);
  }

  private static Plot.Series line(
      String name, List<Observation> turns, ToDoubleFunction<Observation> value) {
    return new Plot.Series(
        name,
        turns.stream()
            .map(turn ->
                new Plot.Point(
                    "",
                    turn.number("turn"),
                    new Interval(value.applyAsDouble(turn), Double.NaN, Double.NaN, 1)))
            .toList());
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (replayed.isEmpty()) {
      return notes;
    }
    Observation first = replayed.getFirst();
    notes.add(
        "%s: replayed %s of %s turns, %s tokens."
            .formatted(
                first.group(),
                first.text("turns"),
                first.text("recorded_turns"),
                first.text("tokens")));
    if (first.number("wanted_turns") < first.number("recorded_turns")) {
      notes.add(
          "Of the recorded turns the first %s are wanted at smoke size."
              .formatted(first.text("wanted_turns")));
    }
    if (first.number("turns") < first.number("wanted_turns")) {
      notes.add(
          "The later turns were not replayed: a recording is held twice, with and without deletions,"
              + " and the engine has %s columns, of which --context gives it more."
                  .formatted(first.text("capacity")));
    }
    if (first.number("tokens") > first.number("trained")) {
      notes.add(
          "The model was trained for %s tokens: where more are held, what it expects is worth little,"
                  .formatted(first.text("trained"))
              + " with or without deletions.");
    }
    for (String plan : names()) {
      notes.add(said(plan));
    }
    notes.add(
        "One recording was measured, so no interval can be given. The first turn shares the columns of"
            + " the session in which nothing is deleted; its seconds are not to be compared.");
    return notes;
  }

  private String said(String plan) {
    List<Observation> own = turns(plan);
    List<Observation> after = afterDeletions(plan);
    String saved =
        "%s: %s of %s columns at the end"
            .formatted(
                plan,
                Figures.number(last(own, "columns")),
                Figures.number(last(own, "undeleted_columns")));
    return after.isEmpty()
        ? saved + "; nothing went."
        : "%s; a cache of prefixes would have read %s tokens again; drift %s nats a token, same next token %s."
            .formatted(
                saved,
                Figures.number(Bootstrap.sum(own, "stale")),
                Figures.number(drift(after)),
                Figures.number(same(after)));
  }
}
