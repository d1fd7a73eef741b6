package io.lethe.model;

import io.lethe.gguf.GgufFile;
import io.lethe.gguf.GgufTensor;
import io.lethe.tensor.Dequantization;
import io.lethe.tensor.PackedMatrix;

/**
 * The weights of one model by their GGUF names: matrices packed for products, vectors as floats,
 * the embedding row by row from the file itself. Owns the file's map and the packed weights;
 * closing ends all matrices. Reading is safe from many threads.
 */
public final class Weights implements AutoCloseable {
  private static final String EMBEDDING = "token_embd.weight";

  private final GgufFile file;
  private final PackedWeights packed;

  Weights(GgufFile file, PackedWeights packed) {
    this.file = file;
    this.packed = packed;
  }

  public GgufFile file() {
    return file;
  }

  /**
   * The matrix {@code w[rows, columns]} of a tensor.
   *
   * @throws io.lethe.gguf.GgufException if there is no such tensor
   * @throws ModelException.Malformed if it has another shape
   */
  PackedMatrix matrix(String name, int rows, int columns) {
    requireShape(name, rows, columns);
    requireSupported(file.tensor(name));
    return packed.matrix(name);
  }

  /** The output matrix: a tensor of its own, or the embedding where the two are tied. */
  PackedMatrix output(int vocabulary, int hidden) {
    return matrix(has("output.weight") ? "output.weight" : EMBEDDING, vocabulary, hidden);
  }

  /** A tensor of one dimension. */
  float[] vector(String name, int length) {
    GgufTensor tensor = file.tensor(name);
    if (tensor.elements() != length) {
      throw new ModelException.Malformed(
          file.path()
              + ": found "
              + name
              + " of "
              + tensor.elements()
              + " elements, wanted "
              + length);
    }
    float[] out = new float[length];
    Dequantization.decode(tensor.type(), tensor.data(), 0, out, 0, length);
    return out;
  }

  boolean has(String name) {
    return file.findTensor(name).isPresent();
  }

  /** The number of rows of the embedding. */
  static int vocabulary(GgufFile file) {
    return Math.clamp(file.tensor(EMBEDDING).rows(), 0, Integer.MAX_VALUE);
  }

  /**
   * Refuses a file with a matrix that cannot be decoded, before the others are packed.
   *
   * @throws io.lethe.gguf.GgufException.Unsupported naming the first such matrix
   */
  static void requireMatrices(GgufFile file) {
    file.tensors().stream()
        .filter(tensor -> tensor.shape().size() == 2)
        .forEach(Weights::requireSupported);
  }

  /** Asking for the type is what refuses. */
  @SuppressWarnings("ReturnValueIgnored")
  private static void requireSupported(GgufTensor tensor) {
    tensor.type();
  }

  /** The embedding {@code [vocabulary, hidden]}, to be read row by row. */
  Embedding embedding(int hidden) {
    requireShape(EMBEDDING, vocabulary(file), hidden);
    return new Embedding(file.tensor(EMBEDDING), hidden);
  }

  private void requireShape(String name, int rows, int columns) {
    GgufTensor tensor = file.tensor(name);
    if (tensor.rows() != rows || tensor.columns() != columns) {
      throw new ModelException.Malformed(
          file.path()
              + ": found "
              + name
              + " ["
              + tensor.rows()
              + ", "
              + tensor.columns()
              + "], wanted ["
              + rows
              + ", "
              + columns
              + "]");
    }
  }

  @Override
  public void close() {
    packed.close();
    file.close();
  }
}
