package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The oldest parts, whatever they are, until the budget is met; nothing without a budget. The last
 * resort, and a baseline to compare with.
 */
public record Oldest() implements Policy {
  @Override
  public String name() {
    return "oldest";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    return untilItFits(
        transcript, transcript.choosable(), this, "the oldest part that was left, of turn %d");
  }

  /** Whole parts in this order, until the transcript's budget is met. */
  static List<Choice> untilItFits(
      Transcript transcript, List<Part> order, Policy policy, String reason) {
    List<Choice> choices = new ArrayList<>();
    long over = transcript.over();
    for (Part part : order) {
      if (over <= 0) {
        break;
      }
      if (part.columns() > 0) {
        choices.add(Choice.whole(part, reason.formatted(part.turn()), policy));
        over -= part.columns();
      }
    }
    return List.copyOf(choices);
  }
}
