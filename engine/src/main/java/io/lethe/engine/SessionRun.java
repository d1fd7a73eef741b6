package io.lethe.engine;

import io.lethe.kv.KvSequence;
import io.lethe.model.Batch;
import java.util.List;

/** Tokens of one sequence that are to be computed, in one batch or in pieces. */
sealed interface SessionRun {
  KvSequence sequence();

  /** The number of tokens. */
  int length();

  /**
   * Adds the tokens {@code [from, to)}, counted from the first of the run; those before it were
   * added before.
   *
   * @throws io.lethe.kv.PoolFullException if there is no room; batch and sequence are unchanged
   *     then
   */
  void addTo(Batch batch, int from, int to);

  /** {@code tokens[start, end)} get columns behind those that are there, under marks. */
  record Reading(
      KvSequence sequence, int[] tokens, int start, int end, Batch.Logits logits, List<Mark> marks)
      implements SessionRun {
    @Override
    public int length() {
      return end - start;
    }

    @Override
    public void addTo(Batch batch, int from, int to) {
      boolean cut = logits == Batch.Logits.LAST && to < length();
      batch.add(sequence, tokens, start + from, start + to, cut ? Batch.Logits.NONE : logits);
      marks.forEach(mark -> sequence.hideFrom(mark.spans(), mark.position()));
    }
  }

  /**
   * {@code tokens[start, end)} are computed again where they stand: {@code column} and after. On
   * failure these columns are undefined.
   */
  record Again(KvSequence sequence, int column, int[] tokens, int start, int end)
      implements SessionRun {
    @Override
    public int length() {
      return end - start;
    }

    @Override
    public void addTo(Batch batch, int from, int to) {
      batch.again(sequence, column + from, tokens, start + from, start + to, Batch.Logits.NONE);
    }
  }
}
