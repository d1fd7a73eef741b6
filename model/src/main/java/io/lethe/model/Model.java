package io.lethe.model;

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

  /** Frees the weights. Idempotent. */
  @Override
  void close();
}
