package io.lethe.lab;

/**
 * An estimate and how sure it is.
 *
 * @param estimate over all groups
 * @param low 2.5 % of the resamples lie below; NaN with too few groups
 * @param high 2.5 % of the resamples lie above; NaN with too few groups
 * @param groups how many groups tell anything of it
 */
public record Interval(double estimate, double low, double high, int groups) {
  /** Nothing was observed. */
  public static final Interval NOTHING = new Interval(Double.NaN, Double.NaN, Double.NaN, 0);

  /** A number that is not estimated: a count of everything there is. */
  public static Interval exactly(double value, int groups) {
    return new Interval(value, value, value, groups);
  }

  /** Whether anything was observed. */
  public boolean isKnown() {
    return !Double.isNaN(estimate);
  }

  /** Whether there is anything to be said about how sure it is. */
  public boolean isSure() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }
}
