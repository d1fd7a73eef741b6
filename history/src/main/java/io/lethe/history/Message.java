package io.lethe.history;

import io.lethe.trace.PartRole;
import java.util.List;

/**
 * A message of a history. Immutable.
 *
 * @param visibility of all its blocks
 */
public record Message(PartRole role, List<Block> blocks, Visibility visibility) {
  public Message {
    blocks = List.copyOf(blocks);
  }

  /** A message that every turn sees. */
  public static Message of(PartRole role, Block... blocks) {
    return new Message(role, List.of(blocks), Visibility.ALWAYS);
  }
}
