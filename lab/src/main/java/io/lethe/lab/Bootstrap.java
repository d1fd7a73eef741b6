package io.lethe.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Intervals by resampling whole groups (conversations) with replacement: probes of one conversation
 * are no independent draws. Always the same draws, so that the same observations give the same
 * intervals.
 */
public final class Bootstrap {
  private static final int RESAMPLES = 10_000;
  private static final long SEED = 20_261_121;

  /** Resampling fewer groups than this says nothing. */
  private static final int FEWEST = 4;

  private Bootstrap() {}

  /**
   * The interval of a pooled figure.
   *
   * @param figure of any multiset of groups' observations; NaN where it is not defined, and such
   *     resamples are left out
   */
  public static Interval of(
      List<Observation> observations, ToDoubleFunction<List<Observation>> figure) {
    Map<String, List<Observation>> byGroup = new LinkedHashMap<>();
    observations.forEach(
        each -> byGroup.computeIfAbsent(each.group(), _ -> new ArrayList<>()).add(each));
    List<List<Observation>> groups = List.copyOf(byGroup.values());
    double estimate = figure.applyAsDouble(observations);
    int telling =
        (int) groups.stream().filter(each -> !Double.isNaN(figure.applyAsDouble(each))).count();
    if (telling < FEWEST || Double.isNaN(estimate)) {
      return new Interval(estimate, Double.NaN, Double.NaN, telling);
    }
    SplittableRandom lots = new SplittableRandom(SEED);
    double[] drawn = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      List<Observation> resample = new ArrayList<>();
      for (int j = 0; j < groups.size(); j++) {
        resample.addAll(groups.get(lots.nextInt(groups.size())));
      }
      drawn[i] = figure.applyAsDouble(resample);
    }
    double[] known = Arrays.stream(drawn).filter(each -> !Double.isNaN(each)).sorted().toArray();
    return new Interval(estimate, quantile(known, 0.025), quantile(known, 0.975), telling);
  }

  /** The interval of the mean of a number over the observations that match. */
  public static Interval mean(
      List<Observation> observations, Predicate<Observation> matching, String number) {
    return of(observations, some -> mean(some.stream().filter(matching).toList(), number));
  }

  /** The interval of a mean less another. */
  public static Interval difference(
      List<Observation> observations,
      Predicate<Observation> more,
      Predicate<Observation> less,
      String number) {
    return of(
        observations,
        some ->
            mean(some.stream().filter(more).toList(), number)
                - mean(some.stream().filter(less).toList(), number));
  }

  /** The mean of a number; NaN over nothing. */
  public static double mean(List<Observation> observations, String number) {
    return observations.stream()
        .mapToDouble(each -> each.number(number))
        .filter(each -> !Double.isNaN(each))
        .average()
        .orElse(Double.NaN);
  }

  /** The sum of a number. */
  public static double sum(List<Observation> observations, String number) {
    return observations.stream()
        .mapToDouble(each -> each.number(number))
        .filter(each -> !Double.isNaN(each))
        .sum();
  }

  /** The value below which a share of sorted values lies, between neighbours in proportion. */
  static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double at = share * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
