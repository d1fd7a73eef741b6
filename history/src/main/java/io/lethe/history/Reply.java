package io.lethe.history;

import java.util.List;
import java.util.Optional;

/**
 * Answers to a history, and what they took.
 *
 * @param session the name of the first choice's session
 * @param state identity of its state now, lower-case hexadecimal
 * @param columnsBefore live columns before anything was done
 * @param columnsAfter and now
 * @param blocksBefore blocks of the pool that the session held before
 * @param blocksAfter and now
 */
public record Reply(
    String session,
    int turn,
    String state,
    Cache cache,
    List<Choice> choices,
    Usage usage,
    List<Forgotten> forgotten,
    List<AppliedEdit> edits,
    Optional<Miss> miss,
    int columnsBefore,
    int columnsAfter,
    int blocksBefore,
    int blocksAfter) {
  public Reply {
    choices = List.copyOf(choices);
    forgotten = List.copyOf(forgotten);
    edits = List.copyOf(edits);
  }
}
