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
  void unshare(long position) {
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

  /**
   * Takes columns in advance, see {@link KvSequence#reserve}; how many certainly fit then, fewer
   * than wanted if others do not give enough back.
   */
  int reserved(int wanted) {
    if (sequence.reserved() < wanted) {
      long _ = sought(wanted);
    }
    return sequence.reserve(wanted);
  }

  private long columns() {
    return Math.max(0, engine.freeColumns() + spare());
  }

  /** What its own blocks have left; less than nothing if the last has to be copied first. */
  private int spare() {
    int slots = engine.pool().slots();
    int reserved = sequence.reservedBlocks() * slots;
    int used = sequence.columns() % slots;
    if (used == 0) {
      return reserved;
    }
    boolean sole = sequence.holding(sequence.columns() - 1) == Holding.SOLE;
    return reserved + (sole ? slots - used : -used);
  }
}
