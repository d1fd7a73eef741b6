package io.lethe.engine;

import io.lethe.kv.Holding;
import io.lethe.kv.KvSequence;
import io.lethe.kv.PoolFullException;
import java.util.stream.IntStream;

/** What a sequence can grow by. For the thread that has the sequence. */
record Room(Engine engine, KvSequence sequence) {
  /** Columns that fit; if they are fewer than wanted, what fits after others gave theirs back. */
  long sought(int wanted) {
    if (columns() < wanted) {
      engine.makeRoom(wanted - spare());
    }
    return columns();
  }

  /**
   * Makes the blocks from a position on the sequence's own, so that nothing fails later.
   *
   * @throws EngineException.ContextFull if there is no room for copies; nothing changed then
   */
  void reserve(long position) {
    int first = sequence.firstColumnAt(position);
    int[] columns = IntStream.range(first, sequence.columns()).toArray();
    try {
      sequence.makeWritable(columns);
      return;
    } catch (PoolFullException full) {
      engine.makeRoom(engine.freeColumns() + (long) full.missingBlocks() * engine.pool().slots());
    }
    try {
      sequence.makeWritable(columns);
    } catch (PoolFullException full) {
      EngineException refused =
          new EngineException.ContextFull(
              sequence.columns() - first, engine.freeColumns(), engine.capacity());
      refused.initCause(full);
      throw refused;
    }
  }

  private long columns() {
    return Math.max(0, engine.freeColumns() + spare());
  }

  /** What the last block has left; less than nothing if it has to be copied first. */
  private int spare() {
    int slots = engine.pool().slots();
    int used = sequence.columns() % slots;
    if (used == 0) {
      return 0;
    }
    return sequence.holding(sequence.columns() - 1) == Holding.SOLE ? slots - used : -used;
  }
}
