package io.lethe.engine;

import io.lethe.kv.KvSequence;
import io.lethe.kv.PoolFullException;
import io.lethe.model.Batch;

/** The tokens {@code [from, to)} of a sequence that one batch computes. */
final class SessionRun {
  private final KvSequence sequence;
  private final int[] tokens;
  private final int from;
  private final int to;
  private final Batch.Logits logits;
  private final int columnsBefore;

  SessionRun(KvSequence sequence, int[] tokens, int from, int to, Batch.Logits logits) {
    this.sequence = sequence;
    this.tokens = tokens;
    this.from = from;
    this.to = to;
    this.logits = logits;
    this.columnsBefore = sequence.columns();
  }

  void addTo(Batch batch) {
    try {
      batch.add(sequence, tokens, from, to, logits);
    } catch (PoolFullException e) {
      EngineException full =
          new EngineException.ContextFull(
              to - from,
              (long) sequence.pool().freeBlocks() * sequence.pool().slots(),
              (long) sequence.pool().capacity() * sequence.pool().slots());
      full.initCause(e);
      throw full;
    }
  }

  void undo() {
    sequence.truncate(columnsBefore);
  }
}
