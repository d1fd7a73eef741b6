package io.lethe.model;

import io.lethe.gguf.GgufTensor;
import io.lethe.tensor.DType;
import io.lethe.tensor.Dequantization;
import io.lethe.tensor.Rows;
import java.lang.foreign.MemorySegment;

/** The token embedding, decoded a row at a time from the file. Safe for use by many threads. */
final class Embedding {
  private final DType type;
  private final MemorySegment data;
  private final long rows;
  private final int hidden;

  Embedding(GgufTensor tensor, int hidden) {
    this.type = tensor.type();
    this.data = tensor.data();
    this.rows = tensor.rows();
    this.hidden = hidden;
  }

  /** Writes the embeddings of a batch's tokens to {@code x[rows, hidden]}. */
  void lookUp(Batch batch, Rows x, Compute compute) {
    for (int r = 0; r < batch.rows(); r++) {
      int token = batch.token(r);
      if (token < 0 || token >= rows) {
        throw new IllegalArgumentException(
            "found token id " + token + ", wanted 0 to " + (rows - 1));
      }
    }
    compute.eachRow(
        batch.rows(),
        r ->
            Dequantization.decode(
                type, data, batch.token(r) * type.bytes(hidden), x.values(), x.row(r), hidden));
  }
}
