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

  public record Column(long position, State state) {}

  /** What a reader sees of a column. */
  public enum State {
    LIVE,
    FORGOTTEN
  }

  static KvMap of(KvSequence sequence) {
    int slots = sequence.pool().slots();
    List<Block> blocks = new ArrayList<>();
    for (int first = 0; first < sequence.columns(); first += slots) {
      List<Column> columns = new ArrayList<>();
      for (int i = first; i < Math.min(first + slots, sequence.columns()); i++) {
        State state = sequence.isLive(i) ? State.LIVE : State.FORGOTTEN;
        columns.add(new Column(sequence.position(i), state));
      }
      blocks.add(new Block(sequence.holding(first), columns));
    }
    return new KvMap(List.copyOf(blocks), slots);
  }
}
