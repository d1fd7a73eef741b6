package io.lethe.lab;

/** A prediction and what became of it; made by {@link Prediction#judge} alone. */
public record Verdict(Prediction prediction, Interval measured, Outcome outcome) {
  /** Whether it says that something is wrong with Lethe. */
  public boolean breaks() {
    return prediction.kind() == Prediction.Kind.GATE && outcome != Outcome.HELD;
  }
}
