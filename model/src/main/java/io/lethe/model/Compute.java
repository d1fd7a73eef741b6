package io.lethe.model;

import io.lethe.tensor.Kernels;
import io.lethe.tensor.MatrixProduct;
import io.lethe.tensor.Rows;
import io.lethe.tensor.Workers;
import java.util.function.IntConsumer;

/**
 * The steps that all families are written in, each over the rows of a batch. For one thread at a
 * time.
 */
public final class Compute {
  /** Rows that a worker takes at once in steps that cost little per row. */
  private static final int ROWS_PER_TASK = 8;

  private final Kernels kernels;
  private final Workers workers;
  private final MatrixProduct products;

  public Compute(Kernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
    this.products = new MatrixProduct(kernels, workers);
  }

  public Kernels kernels() {
    return kernels;
  }

  public Workers workers() {
    return workers;
  }

  /** {@code out = x · wᵀ} for every term, see {@link MatrixProduct#multiply}. */
  void multiply(Rows x, MatrixProduct.Term... terms) {
    products.multiply(x, terms);
  }

  /** Runs {@code body} for every row; in parallel when there are several. */
  void eachRow(int rows, IntConsumer body) {
    if (rows <= ROWS_PER_TASK) {
      for (int r = 0; r < rows; r++) {
        body.accept(r);
      }
      return;
    }
    workers.run(
        (rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK,
        (task, scratch) -> {
          for (int r = task * ROWS_PER_TASK; r < Math.min(rows, (task + 1) * ROWS_PER_TASK); r++) {
            body.accept(r);
          }
        });
  }

  /** {@code out[r] = x[r] / rms(x[r]) * weight} (Zhang and Sennrich 2019, RMSNorm). */
  void normalise(Rows x, float[] weight, float epsilon, Rows out) {
    eachRow(
        x.rows(), r -> normalise(x.values(), x.row(r), weight, epsilon, out.values(), out.row(r)));
  }

  /** The same for every head of row {@code r}, in place; {@code weight} is as wide as a head. */
  void normaliseHeads(Rows x, int r, float[] weight, float epsilon) {
    for (int o = x.row(r); o < x.row(r) + x.width(); o += weight.length) {
      normalise(x.values(), o, weight, epsilon, x.values(), o);
    }
  }

  private void normalise(float[] x, int xo, float[] weight, float epsilon, float[] out, int oo) {
    int n = weight.length;
    float mean = kernels.sumOfSquares(x, xo, n) / n;
    float factor = (float) (1.0 / Math.sqrt((double) mean + epsilon));
    kernels.scale(x, xo, factor, weight, out, oo, n);
  }

  /** Copies the rows whose logits are wanted to {@code out[outputRows, hidden]}. */
  void gather(Rows x, Batch batch, Rows out) {
    for (int i = 0; i < batch.outputRows(); i++) {
      System.arraycopy(x.values(), x.row(batch.output(i)), out.values(), out.row(i), x.width());
    }
  }

  /** {@code x *= factor}. */
  void scaleInPlace(Rows x, float factor) {
    eachRow(
        x.rows(),
        r -> {
          for (int i = x.row(r); i < x.row(r) + x.width(); i++) {
            x.values()[i] *= factor;
          }
        });
  }

  /** {@code x += y}. */
  void addInPlace(Rows x, Rows y) {
    eachRow(
        x.rows(), r -> kernels.addInPlace(x.values(), x.row(r), y.values(), y.row(r), x.width()));
  }

  /** Adds the same vector to every row. */
  void addBiasInPlace(Rows x, float[] bias) {
    eachRow(x.rows(), r -> kernels.addInPlace(x.values(), x.row(r), bias, 0, x.width()));
  }

  /** {@code gate = silu(gate) * up}. */
  void siluTimesInPlace(Rows gate, Rows up) {
    eachRow(
        gate.rows(),
        r -> kernels.siluTimesInPlace(gate.values(), up.values(), gate.row(r), gate.width()));
  }

  /** {@code gate = gelu(gate) * up}. */
  void geluTimesInPlace(Rows gate, Rows up) {
    eachRow(
        gate.rows(),
        r -> kernels.geluTimesInPlace(gate.values(), up.values(), gate.row(r), gate.width()));
  }
}
