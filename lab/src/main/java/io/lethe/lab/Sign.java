package io.lethe.lab;

/** What an experiment expects of a figure, stated before anything is measured. */
public sealed interface Sign {
  /** More than zero. */
  record Positive() implements Sign {}

  /** Less than zero. */
  record Negative() implements Sign {}

  /** Zero in every single observation; not an estimate. */
  record ExactlyZero() implements Sign {}

  /** No more than this. */
  record AtMost(double bound) implements Sign {}

  /** No less than this. */
  record AtLeast(double bound) implements Sign {}

  /** No further from zero than this, on either side. */
  record Within(double bound) implements Sign {}

  /** What measuring this interval comes to. */
  default Outcome outcome(Interval measured) {
    if (!measured.isKnown()) {
      return Outcome.NOT_MEASURED;
    }
    return switch (this) {
      case Positive() -> side(measured, 0);
      case Negative() -> side(negated(measured), 0);
      case AtLeast(double bound) -> side(measured, Math.nextDown(bound));
      case AtMost(double bound) -> side(negated(measured), Math.nextDown(-bound));
      case Within(double bound) -> side(nearness(measured, bound), Math.nextDown(0.0));
      case ExactlyZero() -> measured.estimate() == 0 ? Outcome.HELD : Outcome.FAILED;
    };
  }

  private static Interval negated(Interval of) {
    return new Interval(-of.estimate(), -of.high(), -of.low(), of.groups());
  }

  /** How far inside of the bound everything lies, at worst and at best. */
  private static Interval nearness(Interval of, double bound) {
    double furthest = Math.max(Math.abs(of.low()), Math.abs(of.high()));
    double nearest =
        of.low() <= 0 && of.high() >= 0 ? 0 : Math.min(Math.abs(of.low()), Math.abs(of.high()));
    return new Interval(
        bound - Math.abs(of.estimate()), bound - furthest, bound - nearest, of.groups());
  }

  private static Outcome side(Interval measured, double bound) {
    if (measured.isSure() && measured.low() > bound) {
      return Outcome.HELD;
    }
    if (measured.isSure() && measured.high() <= bound) {
      return Outcome.FAILED;
    }
    return measured.estimate() > bound ? Outcome.LEANS_FOR : Outcome.LEANS_AGAINST;
  }

  /** In words. */
  default String words() {
    return switch (this) {
      case Positive() -> "above 0";
      case Negative() -> "below 0";
      case ExactlyZero() -> "exactly 0";
      case AtMost(double bound) -> "at most " + bound;
      case Within(double bound) -> "no further from 0 than " + bound;
      case AtLeast(double bound) -> "at least " + bound;
    };
  }
}
