package io.lethe.server.wire;

import io.lethe.history.Request;

/** Whoever knows how long a history is. Safe for many threads. */
@FunctionalInterface
public interface Counting {
  /**
   * Tokens that the model would see if the history were answered; its context edits are carried out
   * in the count.
   */
  int tokens(Request request);
}
