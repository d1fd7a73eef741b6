package io.lethe.imports;

import io.lethe.session.Deletion;
import java.util.List;

/**
 * A recorded turn as it was read again under policies.
 *
 * @param turn counts from 0
 * @param read tokens of what was read, those of the template included
 * @param answered tokens of the recorded answer
 * @param forgotten what policies deleted before it
 * @param stale live columns after the first that was deleted before it: what a cache of prefixes
 *     would have had to compute again
 * @param columns live ones after it
 * @param undeletedColumns had nothing ever been deleted
 * @param seconds that forgetting and reading took; in the first turns of a process the machine is
 *     still warming up, so theirs are not to be compared
 * @param undeletedSeconds had nothing ever been deleted
 * @param drift over the tokens of the recorded answer
 */
public record ReplayedTurn(
    int turn,
    int read,
    int answered,
    List<Deletion> forgotten,
    int stale,
    int columns,
    int undeletedColumns,
    double seconds,
    double undeletedSeconds,
    Drift drift) {
  public ReplayedTurn {
    forgotten = List.copyOf(forgotten);
  }

  /** Columns that are not there any more. */
  public int savedColumns() {
    return undeletedColumns - columns;
  }

  /** Seconds that the turn took less than had nothing been deleted; negative if it took more. */
  public double savedSeconds() {
    return undeletedSeconds - seconds;
  }
}
