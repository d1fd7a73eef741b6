package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;

import io.lethe.engine.GenerationRequest;
import io.lethe.engine.TokenSession;
import io.lethe.kv.Defragmentation;
import io.lethe.kv.Span;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Foresight;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Prediction;
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Moving columns together after random deletions: what it takes beside what reading them took, how
 * blocks fill over many turns with and without it, and that it leaves the drift as it is.
 */
public final class DefragmentationIsNegligible implements Experiment {
  private static final String WITH = DriftOverDeletions.WITH;
  private static final String WITHOUT = DriftOverDeletions.WITHOUT;

  @Override
  public String name() {
    return "defragmentation";
  }

  @Override
  public String claim() {
    return "Moving columns together costs next to nothing and changes no bit.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.gate("states that defragmentation changes", new Sign.ExactlyZero()),
        Prediction.finding(
            "time to defragment, as a share of the time to read what is left",
            new Sign.AtMost(0.01)),
        Prediction.finding(
            "blocks at the end: without less with defragmentation", new Sign.Positive()),
        Prediction.gate(
            "what defragmentation changes in the drift after 1 to 20 deletions, nats",
            new Sign.ExactlyZero()),
        Prediction.finding(
            "drift after the most deletions less after one, nats a token", new Sign.Positive()));
  }

  @Override
  public List<Item> items(Rig rig) {
    List<Item> items = new ArrayList<>();
    int columns = rig.size().choose(256, 2048);
    IntStream.range(0, rig.size().choose(2, 8))
        .forEach(i -> items.add(new Item("pattern-" + i, columns)));
    IntStream.range(0, rig.size().choose(1, 2))
        .forEach(i -> items.add(new Item("turns-" + i, turns(rig) * 48L)));
    items.addAll(DriftOverDeletions.items(rig));
    return items;
  }

  private static int turns(Rig rig) {
    return rig.size().choose(6, 200);
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    if (item.key().startsWith(DriftOverDeletions.ITEM)) {
      return DriftOverDeletions.measure(item, rig);
    }
    SplittableRandom lots = rig.lots(item.key());
    return item.key().startsWith("pattern")
        ? List.of(pattern(item, rig, lots))
        : turns(item, rig, lots);
  }

  /** What the tokens say makes no difference to time or blocks. */
  private static int[] tokens(Rig rig, SplittableRandom lots, int count) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, _ -> lots.nextInt(rig.engine().config().vocabulary()));
    return tokens;
  }

  private static Observation pattern(Item item, Rig rig, SplittableRandom lots) {
    int columns = rig.size().choose(256, 2048);
    try (TokenSession session = rig.engine().newSession()) {
      long start = System.nanoTime();
      session.append(tokens(rig, lots, columns));
      double reading = seconds(start);
      List<Span> gone = runs(lots, columns, lots.nextInt(25, 76));
      start = System.nanoTime();
      session.forget(gone);
      double forgetting = seconds(start);
      int live = session.liveColumns();
      int before = blocks(session);
      byte[] digest = session.stateDigest();
      double slow = writing(session);
      Foresight expected = next(session);
      start = System.nanoTime();
      Defragmentation moved = session.defragment();
      double moving = seconds(start);
      boolean same =
          Arrays.equals(digest, session.stateDigest()) && expected.furthest(next(session)) == 0;
      return Observation.of("pattern", item.key())
          .with("columns", columns)
          .with("live", live)
          .with("blocks_before", before)
          .with("blocks_after", blocks(session))
          .with("blocks_ideal", (live + slots(rig) - 1) / slots(rig))
          .with("moved", moved.toString())
          .with("different", same ? 0L : 1L)
          .with("read_seconds", reading * live / columns)
          .with("forget_seconds", forgetting)
          .with("defragment_seconds", moving)
          .with("write_before_seconds", slow)
          .with("write_after_seconds", writing(session));
    }
  }

  /** Runs of 8 to 64 positions, of which so many in a hundred go; the first stay. */
  private static List<Span> runs(SplittableRandom lots, int columns, int percent) {
    List<Span> gone = new ArrayList<>();
    for (int at = 4; at < columns; ) {
      int length = Math.min(columns - at, lots.nextInt(8, 65));
      if (lots.nextInt(100) < percent) {
        gone.add(new Span(at, at + length));
      }
      at += length;
    }
    return gone;
  }

  private static int slots(Rig rig) {
    return rig.engine().pool().slots();
  }

  private static int blocks(TokenSession session) {
    int slots = session.engine().pool().slots();
    return (session.sequence().columns() + slots - 1) / slots;
  }

  /** Seconds to write eight tokens after it. */
  private static double writing(TokenSession session) {
    try (TokenSession fork = session.fork()) {
      fork.append(new int[] {1});
      long start = System.nanoTime();
      fork.generate(
          GenerationRequest.greedy(8)
              .withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON),
          _ -> {});
      return seconds(start);
    }
  }

  private static Foresight next(TokenSession session) {
    try (TokenSession fork = session.fork()) {
      fork.append(new int[] {1});
      return Foresight.of(fork.logits());
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Every turn reads some tokens, and forgets most of what the turn before read. */
  private static List<Observation> turns(Item item, Rig rig, SplittableRandom lots) {
    List<Observation> observations = new ArrayList<>();
    try (TokenSession with = rig.engine().newSession();
        TokenSession without = rig.engine().newSession()) {
      long previous = 0;
      for (int turn = 0; turn < turns(rig); turn++) {
        int[] tokens = tokens(rig, lots, lots.nextInt(8, 41));
        long from = with.nextPosition();
        with.append(tokens);
        without.append(tokens);
        if (turn > 0) {
          long length = from - previous;
          List<Span> gone =
              List.of(new Span(previous + length / 8, previous + length - length / 8));
          with.forget(gone);
          without.forget(gone);
          with.defragment();
        }
        previous = from;
        for (TokenSession each : List.of(with, without)) {
          observations.add(
              Observation.of("turn", item.key())
                  .with("arm", each == with ? WITH : WITHOUT)
                  .with("turn", turn)
                  .with("live", each.liveColumns())
                  .with("blocks", blocks(each))
                  .with("last", turn + 1 == turns(rig) ? 1L : 0L)
                  .with(
                      "fragmentation",
                      1 - each.liveColumns() / (double) (blocks(each) * slots(rig))));
        }
      }
      boolean same = Arrays.equals(with.stateDigest(), without.stateDigest());
      observations.add(Observation.of("end", item.key()).with("different", same ? 0L : 1L));
    }
    return observations;
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Observation> patterns =
        observations.stream().filter(each -> each.kind().equals("pattern")).toList();
    List<Observation> turns =
        observations.stream().filter(each -> each.kind().equals("turn")).toList();
    List<Observation> ends = turns.stream().filter(each -> each.isTrue("last")).toList();
    List<Interval> measured =
        List.of(
            Interval.exactly(
                observations.isEmpty() ? Double.NaN : Bootstrap.sum(observations, "different"),
                Asking.groups(observations).size()),
            Bootstrap.of(
                patterns,
                some ->
                    Bootstrap.sum(some, "defragment_seconds")
                        / Bootstrap.sum(some, "read_seconds")),
            Bootstrap.difference(ends, arm(WITHOUT), arm(WITH), "blocks"),
            DriftOverDeletions.changed(observations),
            DriftOverDeletions.growth(observations));
    Figures figures =
        Figures.of(
            "Random deletions",
            "pattern",
            "columns",
            "left",
            "blocks before",
            "after",
            "fewest possible",
            "ms to forget",
            "ms to defragment",
            "ms to read what is left",
            "ms for 8 tokens before",
            "after");
    for (Observation each : patterns) {
      figures =
          figures.row(
              each.group(),
              each.number("columns"),
              each.number("live"),
              each.number("blocks_before"),
              each.number("blocks_after"),
              each.number("blocks_ideal"),
              each.number("forget_seconds") * 1e3,
              each.number("defragment_seconds") * 1e3,
              each.number("read_seconds") * 1e3,
              each.number("write_before_seconds") * 1e3,
              each.number("write_after_seconds") * 1e3);
    }
    return new Findings(
        Asking.judged(predictions(), measured),
        List.of(figures, DriftOverDeletions.table(observations)),
        List.of(plot(turns), DriftOverDeletions.plot(observations)),
        List.of());
  }

  private static Plot plot(List<Observation> turns) {
    Plot plot = Plot.lines("Empty slots in blocks, turn after turn", "turn", "share of slots");
    for (String label : List.of(WITH, WITHOUT)) {
      List<Plot.Point> points = new ArrayList<>();
      List<Observation> own = turns.stream().filter(arm(label)).toList();
      own.stream()
          .mapToInt(each -> (int) each.number("turn"))
          .distinct()
          .forEach(turn ->
              points.add(
                  new Plot.Point(
                      "",
                      turn,
                      new Interval(
                          Bootstrap.mean(
                              own.stream().filter(each -> each.number("turn") == turn).toList(),
                              "fragmentation"),
                          Double.NaN,
                          Double.NaN,
                          own.size()))));
      plot = plot.with(new Plot.Series(label + " defragmentation", points));
    }
    return plot;
  }
}
