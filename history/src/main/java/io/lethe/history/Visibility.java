package io.lethe.history;

import java.util.List;
import java.util.OptionalInt;

/**
 * Which turns see a message or a block. Turns count the model's answers from 0.
 *
 * @param since the first turn that does not see any of it
 * @param ranges of its text that go, each with its own turn
 * @param clearAt when it goes by itself
 */
public record Visibility(OptionalInt since, List<DecachedRange> ranges, ClearAt clearAt) {
  /** Every turn sees all of it. */
  public static final Visibility ALWAYS =
      new Visibility(OptionalInt.empty(), List.of(), ClearAt.NEVER);

  /** When a message goes by itself. */
  public enum ClearAt {
    NEVER,
    /** Once a later message of the user exists, or a later result of a tool. */
    NEXT_USER_MESSAGE
  }

  /**
   * Unicode code points {@code [start, end)} of a text, which turn {@code since} and later do not
   * see.
   */
  public record DecachedRange(int start, int end, int since) {
    public DecachedRange {
      if (start < 0 || end < start || since < 0) {
        throw new IllegalArgumentException(
            "found the range [%d, %d) since turn %d, wanted 0 <= start <= end and a turn"
                .formatted(start, end, since));
      }
    }
  }

  public Visibility {
    ranges = List.copyOf(ranges);
  }
}
