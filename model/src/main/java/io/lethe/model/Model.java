package io.lethe.model;

import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import io.lethe.tensor.Rows;

/** A model with its weights. For one thread at a time; closing it ends its weights. */
public interface Model extends AutoCloseable {
  /** The numbers that the file gives about this model. */
  ModelConfig config();

  /** What a column of this model is made of. */
  KvShape kvShape();

  /**
   * Computes a batch: writes the keys and values of its columns, and {@code
   * logits[batch.outputRows(), vocabulary]} (one row per token for which logits are wanted). The
   * bits of a row depend on its sequence's columns alone.
   *
   * @throws IllegalArgumentException if a token id is outside the vocabulary, or a sequence has the
   *     columns of another model; the batch's columns are undefined then, truncate them
   */
  void forward(Batch batch, Rows logits);

  /**
   * How far the keys and values of a batch's rows, were they computed now, lie from those that are
   * stored: squared distances in the first layer that depends on what a token sees, one for each
   * row; 0 for a model of one layer. Costs two layers, writes nothing.
   *
   * @param batch made by {@link Batch#forProbe}, filled by {@link Batch#again} without logits
   */
  default double[] drift(Batch batch) {
    Probe probe = batch.probe();
    if (probe == null || batch.outputRows() > 0) {
      throw new IllegalArgumentException("found a batch to be computed, wanted one for a probe");
    }
    probe.resize(batch.rows());
    forward(batch, new Rows(1));
    return probe.distances();
  }

  /**
   * Turns the stored keys of columns {@code [from, to)} of a sequence, as if each had been {@code
   * by} positions earlier when it was computed (RoPE is relative: a rotation by the difference).
   *
   * @throws io.lethe.kv.PoolFullException if columns are shared and there is no room for a copy;
   *     nothing is turned then
   */
  void turnKeys(KvSequence sequence, int from, int to, long by);

  /** Frees the weights. Idempotent. */
  @Override
  void close();
}
