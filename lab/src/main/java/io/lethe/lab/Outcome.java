package io.lethe.lab;

/** What became of a prediction. */
public enum Outcome {
  /** The whole interval lies on the side that was expected. */
  HELD("held"),
  /** The estimate lies there, the interval reaches across. */
  LEANS_FOR("not decided, leans for"),
  /** The estimate lies on the other side, the interval reaches across. */
  LEANS_AGAINST("not decided, leans against"),
  /** The whole interval lies on the other side. */
  FAILED("failed"),
  /** There was nothing to measure it on. */
  NOT_MEASURED("not measured");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
