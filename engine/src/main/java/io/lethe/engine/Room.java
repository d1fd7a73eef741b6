package io.lethe.engine;

import io.lethe.kv.Holding;
import io.lethe.kv.KvSequence;

/** What a sequence can grow by. For the thread that has the sequence. */
record Room(Engine engine, KvSequence sequence) {
  /** Columns that fit; if they are fewer than wanted, what fits after others gave theirs back. */
  long sought(int wanted) {
    if (columns() < wanted) {
      engine.makeRoom(wanted - spare());
    }
    return columns();
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
