package io.lethe.trace;

import java.time.Instant;

/** What a folder of sessions tells of one, without reading all of it. */
public sealed interface SessionListing {
  /** The session's name. */
  String name();

  /** The size of its trace. */
  long bytes();

  /**
   * A session that can be opened, as far as its first line and its last ones tell.
   *
   * @param turns how many answers it has
   * @param lastUsed when its last event was written
   */
  record Sound(String name, String model, int turns, Instant lastUsed, long bytes)
      implements SessionListing {}

  /**
   * A session that cannot.
   *
   * @param trouble what is wrong, in a sentence
   */
  record Damaged(String name, String trouble, long bytes) implements SessionListing {}
}
