package io.lethe.session;

import io.lethe.kv.Holding;
import io.lethe.kv.KvSequence;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns of a session lie where: a picture of one moment.
 *
 * @param blocks in the order of their columns
 * @param slots of each block
 */
public record KvMap(List<Block> blocks, int slots) {
  /**
   * @param holding whether the session has it alone, shares it, or maps it from the disk
   * @param columns those in use, in order; fewer than slots in the last block
   */
  public record Block(Holding holding, List<Column> columns) {}

  /**
   * @param part the part it belongs to; -1 for the template's own tokens
   */
  public record Column(long position, State state, int part) {}

  /** What a reader sees of a column. */
  public enum State {
    LIVE,
    FORGOTTEN
  }

  static KvMap of(KvSequence sequence, List<SessionPart> parts, Timeline timeline) {
    int slots = sequence.pool().slots();
    List<Block> blocks = new ArrayList<>();
    int part = 0;
    int token = 0;
    for (int first = 0; first < sequence.columns(); first += slots) {
      List<Column> columns = new ArrayList<>();
      for (int i = first; i < Math.min(first + slots, sequence.columns()); i++) {
        long position = sequence.position(i);
        while (token < timeline.length() && timeline.position(token) != position) {
          token++;
        }
        while (part < parts.size() && parts.get(part).endToken() <= token) {
          part++;
        }
        boolean owned = part < parts.size() && parts.get(part).firstToken() <= token;
        columns.add(
            new Column(
                position,
                sequence.isLive(i) ? State.LIVE : State.FORGOTTEN,
                owned ? parts.get(part).id() : -1));
      }
      blocks.add(new Block(sequence.holding(first), columns));
    }
    return new KvMap(List.copyOf(blocks), slots);
  }
}
