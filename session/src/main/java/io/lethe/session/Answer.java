package io.lethe.session;

import io.lethe.engine.Generation;
import java.util.List;

/**
 * What the model answered, and what it took.
 *
 * @param turn counts from 0
 * @param read tokens that were computed to read it
 * @param reused tokens that were not, as another session had computed them
 * @param forgotten what policies deleted before
 * @param cache where the columns came from that were there already
 * @param columnsBefore live columns before the turn
 * @param columnsAfter and after it
 */
public record Answer(
    int turn,
    Generation generation,
    int read,
    int reused,
    List<Deletion> forgotten,
    CacheOrigin cache,
    int columnsBefore,
    int columnsAfter) {
  public Answer {
    forgotten = List.copyOf(forgotten);
  }
}
