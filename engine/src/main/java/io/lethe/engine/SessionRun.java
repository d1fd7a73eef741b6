package io.lethe.engine;

import io.lethe.kv.KvSequence;
import io.lethe.kv.PoolFullException;
import io.lethe.model.Batch;
import java.util.List;

/** The tokens {@code [from, to)} of a sequence that one batch computes, under marks. */
final class SessionRun {
  private final KvSequence sequence;
  private final int[] tokens;
  private final int from;
  private final int to;
  private final Batch.Logits logits;
  private final List<Mark> marks;
  private final int columnsBefore;

  SessionRun(
      KvSequence sequence, int[] tokens, int from, int to, Batch.Logits logits, List<Mark> marks) {
    this.sequence = sequence;
    this.tokens = tokens;
    this.from = from;
    this.to = to;
    this.logits = logits;
    this.marks = marks;
    this.columnsBefore = sequence.columns();
  }

  void addTo(Batch batch) {
    try {
      batch.add(sequence, tokens, from, to, logits);
      marks.forEach(mark -> sequence.hideFrom(mark.spans(), mark.position()));
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
