package io.lethe.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Parts by lot until the budget is met; nothing without a budget. A baseline: with the budget that
 * another policy reached it takes about as much as that one, but without any reason.
 *
 * @param seed the same seed draws the same parts
 */
public record RandomParts(long seed) implements Policy {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    List<Part> order = new ArrayList<>(transcript.choosable());
    SplittableRandom lots = new SplittableRandom(seed);
    for (int at = order.size() - 1; at > 0; at--) {
      Collections.swap(order, at, lots.nextInt(at + 1));
    }
    return Oldest.untilItFits(transcript, order, this, "drawn by lot, a part of turn %d");
  }
}
