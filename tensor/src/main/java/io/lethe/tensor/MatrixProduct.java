package io.lethe.tensor;

import static io.lethe.tensor.PackedMatrix.PANEL_ROWS;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Products of activations with packed weights, spread over workers by panels of 32 outputs. Weights
 * are unpacked 256 columns at a time and used for every row of the batch; a single row uses them
 * straight from the packed form. Stateless; safe for use by many threads as far as the rows are not
 * shared.
 */
public final class MatrixProduct {
  /** One right side: {@code out[rows, w.rows()] = x · wᵀ}. */
  public record Term(PackedMatrix weights, Rows out) {}

  private final Kernels kernels;
  private final Workers workers;

  public MatrixProduct(Kernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
  }

  /**
   * Computes every term from the same left side in one job.
   *
   * @throws ShapeMismatchException if a matrix has other columns than x, or an output other rows or
   *     width
   */
  public void multiply(Rows x, Term... terms) {
    int[] ends = new int[terms.length];
    int panels = 0;
    for (int t = 0; t < terms.length; t++) {
      require(x, terms[t]);
      panels += terms[t].weights().panelCount();
      ends[t] = panels;
    }
    if (x.rows() == 1) {
      // Two panels a task: small enough to share evenly, large enough to hide the cost of taking
      // one.
      int total = panels;
      workers.run(
          (total + 1) / 2,
          (task, scratch) -> {
            for (int p = task * 2; p < Math.min(total, task * 2 + 2); p++) {
              int t = term(ends, p);
              vectorPanel(x, terms[t], p - (t == 0 ? 0 : ends[t - 1]), scratch);
            }
          });
    } else {
      x.pack(workers);
      workers.run(
          panels,
          (p, scratch) -> {
            int t = term(ends, p);
            tilesPanel(x, terms[t], p - (t == 0 ? 0 : ends[t - 1]), scratch);
          });
    }
  }

  private static int term(int[] ends, int panel) {
    int t = 0;
    while (panel >= ends[t]) {
      t++;
    }
    return t;
  }

  private static void require(Rows x, Term term) {
    if (term.weights().columns() != x.width()) {
      throw new ShapeMismatchException(
          "product", "[*, " + term.weights().columns() + "]", "[*, " + x.width() + "]");
    }
    if (term.out().rows() != x.rows() || term.out().width() != term.weights().rows()) {
      throw new ShapeMismatchException(
          "product",
          "[" + x.rows() + ", " + term.weights().rows() + "]",
          "[" + term.out().rows() + ", " + term.out().width() + "]");
    }
  }

  private void vectorPanel(Rows x, Term term, int panel, Scratch scratch) {
    PackedMatrix w = term.weights();
    PackedFormat format = w.format();
    float[] y = scratch.sums;
    Arrays.fill(y, 0f);
    long base = panel * w.panelBytes();
    if (format.isQuantised()) {
      for (int k = 0; k < w.columns(); k += PackedFormat.CHUNK) {
        int blocks = Math.min(PackedFormat.CHUNK, w.columns() - k) / PackedFormat.BLOCK;
        long offset = base + format.chunkOffset(k);
        kernels.coefficients(format, w.panels(), offset, blocks, scratch.coefficients);
        kernels.matVec(
            format, w.panels(), offset, blocks, scratch.coefficients, x.values(), k, y, 0);
      }
    } else {
      kernels.matVecPlain(format, w.panels(), base, w.columns(), x.values(), 0, y, 0);
    }
    int first = panel * PANEL_ROWS;
    System.arraycopy(y, 0, term.out().values(), first, Math.min(PANEL_ROWS, w.rows() - first));
  }

  private void tilesPanel(Rows x, Term term, int panel, Scratch scratch) {
    PackedMatrix w = term.weights();
    int rows = x.rows();
    int padded = (rows + Kernels.WIDE - 1) / Kernels.WIDE * Kernels.WIDE;
    float[] sums = scratch.floats(padded * PANEL_ROWS);
    Arrays.fill(sums, 0, padded * PANEL_ROWS, 0f);
    for (int k = 0; k < w.columns(); k += PackedFormat.CHUNK) {
      int depth = Math.min(PackedFormat.CHUNK, w.columns() - k);
      unpack(w, panel, k, depth, scratch);
      tiles(x, k, depth, scratch.panel, sums);
    }
    int first = panel * PANEL_ROWS;
    int valid = Math.min(PANEL_ROWS, w.rows() - first);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(
          sums, r * PANEL_ROWS, term.out().values(), r * term.out().width() + first, valid);
    }
  }

  private void unpack(PackedMatrix w, int panel, int k, int depth, Scratch scratch) {
    PackedFormat format = w.format();
    MemorySegment panels = w.panels();
    long offset = panel * w.panelBytes() + format.chunkOffset(k);
    if (format.isQuantised()) {
      int blocks = depth / PackedFormat.BLOCK;
      kernels.coefficients(format, panels, offset, blocks, scratch.coefficients);
      kernels.unpack(format, panels, offset, blocks, scratch.coefficients, scratch.panel);
    } else {
      kernels.unpackPlain(format, panels, offset, depth, scratch.panel);
    }
  }

  private void tiles(Rows x, int k, int depth, MemorySegment b, float[] sums) {
    int wide = Rows.wideRows(x.rows());
    for (int r = 0; r < wide; r += Kernels.WIDE) {
      kernels.wideTile(
          b,
          0,
          128,
          depth,
          x.packed(),
          r * x.width() + k * Kernels.WIDE,
          sums,
          r * PANEL_ROWS,
          PANEL_ROWS);
    }
    for (int r = wide; r < x.rows(); r += Kernels.NARROW) {
      kernels.narrowTile(
          b,
          0,
          128,
          depth,
          x.packed(),
          r * x.width() + k * Kernels.NARROW,
          1,
          Kernels.NARROW,
          sums,
          r * PANEL_ROWS,
          PANEL_ROWS);
    }
  }
}
