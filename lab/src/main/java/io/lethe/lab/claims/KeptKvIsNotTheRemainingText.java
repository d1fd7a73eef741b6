package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;
import static io.lethe.lab.Probes.type;

import io.lethe.lab.Arm;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.NeutralText;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Prediction;
import io.lethe.lab.Prepared;
import io.lethe.lab.Probe;
import io.lethe.lab.Probes;
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Forgetting in place against reading the remaining text anew: what stays has seen what went, and
 * answers are nearer to those that were given before.
 */
public final class KeptKvIsNotTheRemainingText implements Experiment {
  private static final List<Arm> ARMS =
      List.of(
          Arm.NEVER,
          Arm.FORGET,
          Arm.PLACEBO,
          Arm.REPAIR_16,
          Arm.REDACT_GAP,
          Arm.REDACT_SHIFT,
          Arm.NOTHING);

  @Override
  public String name() {
    return "kept-kv";
  }

  @Override
  public String claim() {
    return "The columns that stay after forgetting are not those of the remaining text: they keep what"
        + " was concluded from what went.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.finding(
            "damage on kept facts: text read anew less forgotten, nats", new Sign.Positive()),
        Prediction.finding("trace: forgotten against redacted, nats", new Sign.Positive()),
        Prediction.finding(
            "rho: share of what redacting changes that forgetting spares", new Sign.Positive()),
        Prediction.finding(
            "recall of kept facts: forgotten less text read anew", new Sign.AtLeast(0)),
        Prediction.finding(
            "recall of derived facts: forgotten less text read anew", new Sign.AtLeast(0)),
        Prediction.finding("made-up answers: forgotten less text read anew", new Sign.Negative()),
        Prediction.finding(
            "what positions with holes cost, as a share of what the conversation is worth",
            new Sign.AtMost(0.1)),
        Prediction.finding(
            "seconds: reading the remaining text less forgetting", new Sign.Positive()),
        Prediction.finding(
            "damage on kept facts: forgotten less a placebo, nats", new Sign.Positive()),
        Prediction.finding(
            "damage of a placebo on kept facts, as a share of what the conversation is worth",
            new Sign.AtMost(0.1)),
        Prediction.finding(
            "perplexity of neutral text: forgotten over never deleted, less 1",
            new Sign.Within(0.1)));
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    return Asking.all(rig, rig.conversation(item), ARMS, arms -> neutral(item.key(), arms));
  }

  /** How well each arm foresees what has nothing to do with the conversation. */
  private static List<Observation> neutral(String group, List<Prepared> arms) {
    List<Observation> observations = new ArrayList<>();
    double never = Double.NaN;
    for (Prepared arm : arms) {
      double perplexity = NeutralText.perplexity(arm);
      never = arm.label().equals(Arm.NEVER.letter()) ? perplexity : never;
      observations.add(
          Observation.of("neutral", group)
              .with("arm", arm.label())
              .with("perplexity", perplexity)
              .with("ratio", perplexity / never));
    }
    return observations;
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Observation> probes = Probes.of(observations);
    List<Observation> costs = Probes.costs(observations);
    List<Observation> neutral =
        observations.stream().filter(each -> each.kind().equals("neutral")).toList();
    List<Prediction> expected = predictions();
    List<Interval> measured =
        List.of(
            Probes.damageGap(probes, Arm.REDACT_SHIFT, Arm.FORGET, Probe.Type.KEPT),
            Bootstrap.mean(probes, arm(Arm.FORGET), "trace"),
            Bootstrap.of(probes, KeptKvIsNotTheRemainingText::rho),
            Probes.recallGain(probes, Arm.FORGET, Arm.REDACT_SHIFT, Probe.Type.KEPT),
            Probes.recallGain(probes, Arm.FORGET, Arm.REDACT_SHIFT, Probe.Type.DERIVED),
            Bootstrap.of(
                probes, some -> fabricated(some, Arm.FORGET) - fabricated(some, Arm.REDACT_SHIFT)),
            Bootstrap.of(probes, KeptKvIsNotTheRemainingText::positionGap),
            Bootstrap.difference(costs, arm(Arm.REDACT_SHIFT), arm(Arm.FORGET), "arm_seconds"),
            Probes.damageGap(probes, Arm.FORGET, Arm.PLACEBO, Probe.Type.KEPT),
            Bootstrap.of(probes, KeptKvIsNotTheRemainingText::placeboShare),
            Bootstrap.of(neutral, some -> Bootstrap.mean(of(some, Arm.FORGET), "ratio") - 1));
    List<String> notes = new ArrayList<>(Asking.notes(probes));
    notes.addAll(lengths(costs));
    return new Findings(
        Asking.judged(expected, measured),
        List.of(pooled(probes), each(probes), Asking.costs(costs, ARMS), neutral(neutral)),
        List.of(Asking.damage(probes, ARMS), recall(probes)),
        notes);
  }

  private static List<Observation> of(List<Observation> observations, Arm arm) {
    return observations.stream().filter(arm(arm)).toList();
  }

  private static double placeboShare(List<Observation> probes) {
    Predicate<Observation> kept = type(Probe.Type.KEPT);
    return Bootstrap.mean(of(probes, Arm.PLACEBO).stream().filter(kept).toList(), "damage")
        / Bootstrap.mean(of(probes, Arm.NOTHING).stream().filter(kept).toList(), "damage");
  }

  /** How much went as a placebo, where that is less than what was forgotten. */
  private static List<String> lengths(List<Observation> costs) {
    List<String> notes = new ArrayList<>();
    for (String group : Asking.groups(costs)) {
      List<Observation> own = costs.stream().filter(each -> each.group().equals(group)).toList();
      double whole = Bootstrap.mean(of(own, Arm.NEVER), "columns");
      double wanted = whole - Bootstrap.mean(of(own, Arm.FORGET), "columns");
      double went = whole - Bootstrap.mean(of(own, Arm.PLACEBO), "columns");
      if (went < wanted) {
        notes.add(
            "%s: the longest placebo has %.0f columns; %.0f were forgotten."
                .formatted(group, went, wanted));
      }
    }
    return notes;
  }

  private static Figures neutral(List<Observation> neutral) {
    Figures figures =
        Figures.of(
            "Perplexity of neutral text",
            "conversation",
            "arm",
            "perplexity",
            "over never deleted");
    for (Arm arm : ARMS) {
      figures =
          figures.row(
              "all",
              arm.letter(),
              Bootstrap.mean(neutral, arm(arm), "perplexity"),
              Bootstrap.mean(neutral, arm(arm), "ratio"));
    }
    for (Observation each : neutral) {
      figures =
          figures.row(
              each.group(), each.text("arm"), each.number("perplexity"), each.number("ratio"));
    }
    return figures;
  }

  /** 1: as if nothing had been deleted; 0: as if it had been redacted. */
  private static double rho(List<Observation> probes) {
    double redacted = Bootstrap.sum(probes.stream().filter(arm(Arm.REDACT_GAP)).toList(), "damage");
    double forgotten = Bootstrap.sum(probes.stream().filter(arm(Arm.FORGET)).toList(), "damage");
    return redacted > 0 ? 1 - forgotten / redacted : Double.NaN;
  }

  private static double positionGap(List<Observation> probes) {
    double gap = Bootstrap.mean(probes.stream().filter(arm(Arm.REDACT_GAP)).toList(), "shift");
    double worth = Bootstrap.mean(probes.stream().filter(arm(Arm.NOTHING)).toList(), "shift");
    return gap / worth;
  }

  /** The share of questions without an answer that are given one. */
  private static double fabricated(List<Observation> probes, Arm arm) {
    Predicate<Observation> unanswerable = type(Probe.Type.DECOY).or(type(Probe.Type.DELETED));
    List<Observation> asked = probes.stream().filter(arm(arm).and(unanswerable)).toList();
    return asked.isEmpty()
        ? Double.NaN
        : asked.stream().filter(each -> !each.isTrue("right") && !each.isTrue("admits")).count()
            / (double) asked.size();
  }

  private static Figures pooled(List<Observation> probes) {
    Figures figures =
        Figures.of(
            "All conversations together",
            "arm",
            "damage, nats",
            "trace, nats",
            "same next token",
            "recall kept",
            "recall derived",
            "deleted facts told",
            "made up");
    for (Arm arm : ARMS) {
      figures =
          figures.row(
              arm.letter() + " " + arm.words(),
              Bootstrap.mean(probes, arm(arm).and(type(Probe.Type.KEPT)), "damage"),
              Bootstrap.mean(probes, arm(arm), "trace"),
              Bootstrap.mean(probes, arm(arm).and(type(Probe.Type.KEPT)), "top1"),
              Probes.recall(probes, arm, Probe.Type.KEPT),
              Probes.recall(probes, arm, Probe.Type.DERIVED),
              Bootstrap.mean(probes, arm(arm).and(type(Probe.Type.DELETED)), "right"),
              Bootstrap.of(probes, some -> fabricated(some, arm)));
    }
    return figures;
  }

  private static Figures each(List<Observation> probes) {
    Figures figures =
        Figures.of(
            "Each conversation",
            "conversation",
            "arm",
            "damage on kept facts, nats",
            "trace, nats",
            "kept facts right",
            "of",
            "derived facts right",
            "of");
    for (String group : Asking.groups(probes)) {
      List<Observation> own = probes.stream().filter(each -> each.group().equals(group)).toList();
      for (Arm arm : ARMS) {
        List<Observation> kept = own.stream().filter(arm(arm).and(type(Probe.Type.KEPT))).toList();
        List<Observation> derived =
            own.stream().filter(arm(arm).and(type(Probe.Type.DERIVED))).toList();
        figures =
            figures.row(
                group,
                arm.letter(),
                Bootstrap.mean(kept, "damage"),
                Bootstrap.mean(own.stream().filter(arm(arm)).toList(), "trace"),
                Bootstrap.sum(kept, "right"),
                (double) kept.size(),
                Bootstrap.sum(derived, "right"),
                (double) derived.size());
      }
    }
    return figures;
  }

  private static Plot recall(List<Observation> probes) {
    List<Plot.Point> points = new ArrayList<>();
    for (Arm arm : ARMS) {
      points.add(
          new Plot.Point(arm.letter(), points.size(), Probes.recall(probes, arm, Probe.Type.KEPT)));
    }
    return Plot.dots("Kept facts that are still answered", "share of those answered under A")
        .with(new Plot.Series("kept facts", points));
  }
}
