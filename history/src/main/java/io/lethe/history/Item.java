package io.lethe.history;

import io.lethe.policy.Range;
import io.lethe.trace.PartRole;

/**
 * The smallest piece of a conversation that clients change by itself: a line of the system's, a
 * reminder, a thought, a text, a call, a result. Immutable.
 */
sealed interface Item {
  PartRole role();

  Sort sort();

  /** What it says, without what does not count: blanks at its ends, the order of JSON's keys. */
  String key();

  /** Where it stands in the text of its part or block, in Unicode code points. */
  Range range();

  /** What it is. */
  enum Sort {
    SYSTEM_LINE,
    TEXT,
    REMINDER,
    THOUGHT,
    CALL,
    RESULT
  }

  /** Whether both say the same in the same place of a conversation. */
  default boolean says(Item other) {
    return sort() == other.sort()
        && (sort() == Sort.REMINDER || role() == other.role())
        && key().equals(other.key());
  }

  /** Whether it was said by the user or the model, and is no thought and no reminder. */
  default boolean isSpoken() {
    return switch (sort()) {
      case TEXT, CALL, RESULT -> true;
      case SYSTEM_LINE, REMINDER, THOUGHT -> false;
    };
  }

  /**
   * One that a session has read or written.
   *
   * @param turn that read it first, or wrote it
   */
  record Read(PartRole role, Sort sort, String key, Range range, int part, int turn)
      implements Item {}

  /**
   * One that a client sent.
   *
   * @param message its index in the request
   * @param block its index in the message
   */
  record Sent(PartRole role, Sort sort, String key, Range range, int message, int block)
      implements Item {}
}
