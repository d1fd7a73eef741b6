package io.lethe.lab;

import java.util.List;

/**
 * What observations come to.
 *
 * @param verdicts in the order of the predictions
 * @param notes what a reader should know beside the numbers, reckoned from them
 */
public record Findings(
    List<Verdict> verdicts, List<Figures> figures, List<Plot> plots, List<String> notes) {
  public Findings {
    verdicts = List.copyOf(verdicts);
    figures = List.copyOf(figures);
    plots = List.copyOf(plots);
    notes = List.copyOf(notes);
  }

  /** Whether something is wrong with Lethe. */
  public boolean breaks() {
    return verdicts.stream().anyMatch(Verdict::breaks);
  }
}
