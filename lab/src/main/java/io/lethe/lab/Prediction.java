package io.lethe.lab;

/**
 * What is expected of one figure, stated before it is measured.
 *
 * @param figure what is measured, in words
 * @param sign what is expected of it
 * @param kind whether a build depends on it
 */
public record Prediction(String figure, Sign sign, Kind kind) {
  /** What it means if it does not hold. */
  public enum Kind {
    /** A finding about models, reported either way. */
    FINDING,
    /** A fault in Lethe: whoever runs it is told with an exit code. */
    GATE
  }

  public static Prediction finding(String figure, Sign sign) {
    return new Prediction(figure, sign, Kind.FINDING);
  }

  public static Prediction gate(String figure, Sign sign) {
    return new Prediction(figure, sign, Kind.GATE);
  }

  /** What was measured, beside what was expected. */
  public Verdict judge(Interval measured) {
    return new Verdict(this, measured, sign.outcome(measured));
  }
}
