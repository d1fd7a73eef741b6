package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;

import io.lethe.engine.TokenSession;
import io.lethe.kv.Span;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Figures;
import io.lethe.lab.Foresight;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Rig;
import io.lethe.lab.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A conversation read in pieces, of which most of each is forgotten before the next: how far the
 * model's expectations drift after so many deletions, with and without moving columns together
 * after each.
 */
final class DriftOverDeletions {
  static final String WITH = "with";
  static final String WITHOUT = "without";
  static final String ITEM = "drift-";
  private static final String KIND = "drift";
  private static final List<Integer> MARKS = List.of(1, 2, 5, 10, 20);

  private DriftOverDeletions() {}

  /** One for each of a few conversations. */
  static List<Item> items(Rig rig) {
    int count = Math.min(rig.size().choose(1, 4), rig.conversations().size());
    return IntStream.range(0, count).mapToObj(i -> new Item(ITEM + i, 600)).toList();
  }

  static List<Observation> measure(Item item, Rig rig) {
    int which = Integer.parseInt(item.key().substring(ITEM.length()));
    int[] tokens = Script.of(rig.engine(), rig.conversations().get(which)).tokens();
    int deletions = rig.size().choose(2, MARKS.getLast());
    int length = Math.max(1, tokens.length / (deletions + 1));
    List<Observation> observations = new ArrayList<>();
    try (TokenSession never = rig.engine().newSession();
        TokenSession with = rig.engine().newSession();
        TokenSession without = rig.engine().newSession()) {
      for (int done = 0; done <= deletions && (done + 1) * length <= tokens.length; done++) {
        if (done > 0) {
          forget(List.of(with, without), (long) (done - 1) * length, length);
          with.defragment();
        }
        int[] piece = Arrays.copyOfRange(tokens, done * length, (done + 1) * length);
        List<Foresight> expected = read(never, piece);
        List<Foresight> moved = read(with, piece);
        List<Foresight> lying = read(without, piece);
        if (MARKS.contains(done)) {
          boolean same =
              IntStream.range(0, piece.length)
                      .allMatch(at -> moved.get(at).furthest(lying.get(at)) == 0)
                  && Arrays.equals(with.stateDigest(), without.stateDigest());
          observations.add(
              observed(item, WITH, done, expected, moved).with("different", same ? 0L : 1L));
          observations.add(observed(item, WITHOUT, done, expected, lying));
        }
      }
    }
    return observations;
  }

  /** The middle of a piece goes. */
  private static void forget(List<TokenSession> sessions, long start, int length) {
    Span middle = new Span(start + length / 8, start + length - length / 8);
    sessions.forEach(each -> each.forget(List.of(middle)));
  }

  private static List<Foresight> read(TokenSession session, int[] piece) {
    int vocabulary = session.engine().config().vocabulary();
    List<float[]> logits = new ArrayList<>();
    session.append(
        piece,
        (index, values, offset) ->
            logits.add(Arrays.copyOfRange(values, offset, offset + vocabulary)));
    return logits.parallelStream().map(Foresight::of).toList();
  }

  private static Observation observed(
      Item item, String label, int deletions, List<Foresight> expected, List<Foresight> seen) {
    double sum = 0;
    for (int at = 0; at < expected.size(); at++) {
      sum += expected.get(at).divergence(seen.get(at));
    }
    return Observation.of(KIND, item.key())
        .with("arm", label)
        .with("deletions", deletions)
        .with("drift", sum / expected.size());
  }

  private static List<Observation> of(List<Observation> observations) {
    return observations.stream().filter(each -> each.kind().equals(KIND)).toList();
  }

  private static Predicate<Observation> after(int deletions) {
    return each -> each.number("deletions") == deletions;
  }

  /** The largest difference that moving columns makes to any drift, in nats. */
  static Interval changed(List<Observation> observations) {
    List<Observation> all = of(observations);
    double most =
        all.stream()
            .filter(arm(WITH))
            .mapToDouble(with ->
                all.stream()
                    .filter(arm(WITHOUT))
                    .filter(after((int) with.number("deletions")))
                    .filter(each -> each.group().equals(with.group()))
                    .mapToDouble(each -> Math.abs(each.number("drift") - with.number("drift")))
                    .max()
                    .orElse(Double.POSITIVE_INFINITY))
            .max()
            .orElse(Double.NaN);
    return Interval.exactly(most, Asking.groups(all).size());
  }

  /** How much further the model is after the most deletions than after one, in nats. */
  static Interval growth(List<Observation> observations) {
    List<Observation> all = of(observations);
    int most = all.stream().mapToInt(each -> (int) each.number("deletions")).max().orElse(0);
    return Bootstrap.difference(
        all, arm(WITH).and(after(most)), arm(WITH).and(after(MARKS.getFirst())), "drift");
  }

  static Figures table(List<Observation> observations) {
    List<Observation> all = of(observations);
    Figures figures =
        Figures.of(
            "Drift after deletions, nats a token from never deleted",
            "deletions",
            "with defragmentation after each",
            "without");
    for (int mark : marks(all)) {
      figures =
          figures.row(
              (double) mark,
              Bootstrap.mean(all, arm(WITH).and(after(mark)), "drift"),
              Bootstrap.mean(all, arm(WITHOUT).and(after(mark)), "drift"));
    }
    return figures;
  }

  static Plot plot(List<Observation> observations) {
    List<Observation> all = of(observations);
    Plot plot = Plot.lines("Drift after deletions", "deletions", "nats a token");
    for (String label : List.of(WITH, WITHOUT)) {
      plot =
          plot.with(
              new Plot.Series(
                  label + " defragmentation",
                  marks(all).stream()
                      .map(mark ->
                          new Plot.Point(
                              "", mark, Bootstrap.mean(all, arm(label).and(after(mark)), "drift")))
                      .toList()));
    }
    return plot;
  }

  private static List<Integer> marks(List<Observation> observations) {
    return MARKS.stream().filter(mark -> observations.stream().anyMatch(after(mark))).toList();
  }
}
