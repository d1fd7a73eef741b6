package io.lethe.policy;

import java.util.Comparator;
import java.util.List;

/**
 * The parts whose columns have received the least attention lately, until the budget is met;
 * nothing without a budget, and no part that was not measured.
 *
 * @param mass what was measured
 */
public record LeastAttended(AttentionMass mass) implements Policy {
  @Override
  public String name() {
    return "least-attended";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    if (transcript.over() == 0) {
      return List.of(); // measuring may cost something
    }
    // Per column: a long part gathers more mass than a short one that matters more.
    List<Part> order =
        transcript.choosable().stream()
            .filter(part -> part.columns() > 0 && mass.of(part.id()).isPresent())
            .sorted(
                Comparator.comparingDouble(
                    part -> mass.of(part.id()).orElseThrow() / part.columns()))
            .toList();
    return Oldest.untilItFits(
        transcript, order, this, "hardly attended to lately, a part of turn %d");
  }
}
