package io.lethe.lab;

/**
 * What an arm took, from the moment when something was to go until the first question.
 *
 * @param seconds of computing
 * @param prefilled tokens read
 * @param generated tokens written
 * @param columns live ones afterwards
 * @param peak the most live columns at any time
 * @param area live columns, summed over all tokens computed: what attention had to look at
 */
public record Cost(double seconds, int prefilled, int generated, int columns, int peak, long area) {
  /** As an observation about a conversation under an arm. */
  public Observation observed(String group, String arm) {
    return Observation.of("cost", group)
        .with("arm", arm)
        .with("prefilled", prefilled)
        .with("generated", generated)
        .with("columns", columns)
        .with("peak", peak)
        .with("area", area)
        .with("arm_seconds", seconds);
  }
}
