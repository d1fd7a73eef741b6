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

  /**
   * Activations of more floats than this are used 256 columns at a time for all panels, so that
   * what is in use stays in a second-level cache; fewer are used whole, panel by panel, in a single
   * job.
   */
  private static final long CACHED_FLOATS = 1 << 18;

  private static final int TASKS_PER_WORKER = 8;

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
      // A task of a few panels: few enough tasks that taking one costs nothing, enough of them to
      // share evenly.
      int total = panels;
      int size = Math.max(1, total / (workers.count() * TASKS_PER_WORKER));
      workers.run(
          (total + size - 1) / size,
          (task, scratch) -> {
            for (int p = task * size; p < Math.min(total, (task + 1) * size); p++) {
              int t = term(ends, p);
              vectorPanel(x, terms[t], p - (t == 0 ? 0 : ends[t - 1]), scratch);
            }
          });
    } else {
      x.pack(workers);
      int step = (long) x.rows() * x.width() > CACHED_FLOATS ? PackedFormat.CHUNK : x.width();
      for (int k = 0; k < x.width(); k += step) {
        int from = k;
        int to = Math.min(k + step, x.width());
        workers.run(
            panels,
            (p, scratch) -> {
              int t = term(ends, p);
              tilesPanel(x, terms[t], p - (t == 0 ? 0 : ends[t - 1]), from, to, scratch);
            });
      }
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
        touch(w, base, k, scratch);
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

  /** Brings about 8 kB of weights nearer whenever the last such run is used up. */
  private void touch(PackedMatrix w, long base, int k, Scratch scratch) {
    PackedFormat format = w.format();
    int run = format.bits <= 4 ? 2 * PackedFormat.CHUNK : PackedFormat.CHUNK;
    if (k % run == 0) {
      long from = format.chunkOffset(k);
      long to = k + run < w.columns() ? format.chunkOffset(k + run) : w.panelBytes();
      scratch.touched ^= kernels.touch(w.panels(), base + from, to - from);
    }
  }

  /** Adds the columns {@code [from, to)} of one panel to its outputs, which start from 0. */
  private void tilesPanel(Rows x, Term term, int panel, int from, int to, Scratch scratch) {
    PackedMatrix w = term.weights();
    float[] out = term.out().values();
    int first = panel * PANEL_ROWS;
    int valid = Math.min(PANEL_ROWS, w.rows() - first);
    int stride = term.out().width();
    if (from == 0) {
      for (int r = 0; r < x.rows(); r++) {
        Arrays.fill(out, r * stride + first, r * stride + first + valid, 0f);
      }
    }
    if (valid == PANEL_ROWS) {
      tilesPanel(x, w, panel, from, to, out, first, stride, scratch);
    } else {
      float[] sums = scratch.floats((x.rows() + Kernels.WIDE) * PANEL_ROWS);
      copyRows(out, first, stride, sums, 0, PANEL_ROWS, x.rows(), valid);
      tilesPanel(x, w, panel, from, to, sums, 0, PANEL_ROWS, scratch);
      copyRows(sums, 0, PANEL_ROWS, out, first, stride, x.rows(), valid);
    }
  }

  private static void copyRows(
      float[] x, int xo, int xStride, float[] y, int yo, int yStride, int rows, int width) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(x, xo + r * xStride, y, yo + r * yStride, width);
    }
  }

  private void tilesPanel(
      Rows x,
      PackedMatrix w,
      int panel,
      int from,
      int to,
      float[] out,
      int first,
      int stride,
      Scratch scratch) {
    for (int k = from; k < to; k += PackedFormat.CHUNK) {
      int depth = Math.min(PackedFormat.CHUNK, to - k);
      unpack(w, panel, k, depth, scratch);
      tiles(x, k, depth, scratch.panel, out, first, stride);
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

  private void tiles(
      Rows x, int k, int depth, MemorySegment b, float[] out, int first, int stride) {
    float[] a = x.packed();
    int wide = Rows.wideRows(x.rows());
    for (int r = 0; r < wide; r += Kernels.WIDE) {
      int ao = r * x.width() + k * Kernels.WIDE;
      kernels.wideTile(b, 0, 128, depth, a, ao, out, r * stride + first, stride);
    }
    for (int r = wide; r < x.rows(); r += Kernels.NARROW) {
      int ao = r * x.width() + k * Kernels.NARROW;
      kernels.narrowTile(
          b, 0, 128, depth, a, ao, 1, Kernels.NARROW, out, r * stride + first, stride);
    }
  }
}
