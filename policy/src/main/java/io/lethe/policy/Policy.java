package io.lethe.policy;

import java.util.List;

/**
 * Chooses what is forgotten. A policy has no state and no clock: the same transcript gives the same
 * choices. It chooses among {@link Transcript#choosable()} only. Safe for several threads.
 */
public interface Policy {
  /** Its name on a command line and in a trace, in lower case with hyphens. */
  String name();

  /**
   * What it wants forgotten, each part at most once, the most dispensable first; where a policy has
   * no such order, the oldest first.
   */
  List<Choice> choose(Transcript transcript);
}
