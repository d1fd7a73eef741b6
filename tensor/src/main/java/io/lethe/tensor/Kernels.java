package io.lethe.tensor;

import java.lang.foreign.MemorySegment;

/**
 * The loops that take the time. {@link ScalarKernels} says what each computes; {@link SimdKernels}
 * gives the same bits with vectors of 512, 256 or 128 bits. Stateless, safe for use by many
 * threads.
 *
 * <p>Every output is one chain of fused multiply-adds in the order of the columns (weights,
 * dimensions, keys), starting from what the output held. So nothing depends on how many tokens are
 * computed together or how columns are cut into runs.
 */
public sealed interface Kernels permits ScalarKernels, SimdKernels {
  /** Rows of the wide tile of {@link #wideTile}. */
  int WIDE = 12;

  /** Rows of the narrow tile of {@link #narrowTile}. */
  int NARROW = 4;

  /** Columns of a tile's output. */
  int TILE_COLUMNS = 32;

  /**
   * The kernels for this machine: the widest vectors, or scalar ones where the Vector API module is
   * absent, with a warning, since they are many times slower.
   */
  static Kernels best() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      return SimdKernels.scalarAtFirst();
    }
    System.getLogger(Kernels.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "found no module jdk.incubator.vector; computing with scalar kernels, many times"
                + " slower. Start java with --add-modules jdk.incubator.vector");
    return new ScalarKernels();
  }

  /** What to call these kernels in a report, such as {@code simd-512}. */
  String name();

  /**
   * Decodes the scales of {@code blocks} blocks of 32 weights of 32 rows into {@code
   * coefficients[group][a | c][32]}, f32; {@code offset} is the byte at which a chunk of them
   * starts.
   */
  void coefficients(
      PackedFormat format, MemorySegment panels, long offset, int blocks, float[] coefficients);

  /**
   * {@code y[32] += w[32, 32 blocks] · x}, for the chunk of quantised blocks that start at byte
   * {@code offset}.
   */
  void matVec(
      PackedFormat format,
      MemorySegment panels,
      long offset,
      int blocks,
      float[] coefficients,
      float[] x,
      int xo,
      float[] y,
      int yo);

  /** Writes the weights of such a chunk as a panel {@code [32 blocks][32]}, f32. */
  void unpack(
      PackedFormat format,
      MemorySegment panels,
      long offset,
      int blocks,
      float[] coefficients,
      MemorySegment panel);

  /**
   * Reads {@code bytes} bytes from byte {@code offset} on, so that they are in a cache when they
   * are used.
   *
   * @return something that depends on what was read, so that reading is not optimised away
   */
  int touch(MemorySegment panels, long offset, long bytes);

  /**
   * {@code y[32] += w[32, columns] · x} for plain floats, {@code columns} of them from byte {@code
   * offset}.
   */
  void matVecPlain(
      PackedFormat format,
      MemorySegment panels,
      long offset,
      int columns,
      float[] x,
      int xo,
      float[] y,
      int yo);

  /** Writes plain floats as a panel {@code [columns][32]}, f32. */
  void unpackPlain(
      PackedFormat format, MemorySegment panels, long offset, int columns, MemorySegment panel);

  /**
   * {@code c[12, 32] += a[12, depth] · b[depth, 32]}. Row r of step k of a is {@code a[ao + 12 k +
   * r]}; step k of b starts at byte {@code bo + bStride k}; row r of c at {@code co + r ldc}.
   */
  void wideTile(
      MemorySegment b,
      long bo,
      long bStride,
      int depth,
      float[] a,
      int ao,
      float[] c,
      int co,
      int ldc);

  /**
   * {@code c[4, 32] += a[4, depth] · b[depth, 32]}, where row r of step k of a is {@code a[ao + r
   * aRow + k aStep]}.
   */
  void narrowTile(
      MemorySegment b,
      long bo,
      long bStride,
      int depth,
      float[] a,
      int ao,
      int aRow,
      int aStep,
      float[] c,
      int co,
      int ldc);

  /**
   * The sum of squares of {@code x[o .. o + n)}: 16 partial sums, element i to sum i mod 16, added
   * as a tree.
   */
  float sumOfSquares(float[] x, int o, int n);

  /** {@code out[oo + i] = x[xo + i] * factor * weight[i]}. */
  void scale(float[] x, int xo, float factor, float[] weight, float[] out, int oo, int n);

  /** {@code x[o + i] += y[o2 + i]}. */
  void addInPlace(float[] x, int o, float[] y, int o2, int n);

  /** {@code gate[o + i] = silu(gate[o + i]) * up[o + i]}, silu(x) = x / (1 + exp(-x)). */
  void siluTimesInPlace(float[] gate, float[] up, int o, int n);

  /** {@code gate[o + i] = gelu(gate[o + i]) * up[o + i]} with the tanh form of gelu. */
  void geluTimesInPlace(float[] gate, float[] up, int o, int n);

  /** The largest of {@code x[o .. o + n)}; n is at least 1, no NaN. */
  float max(float[] x, int o, int n);

  /** {@code x[o + i] = exp(x[o + i] - shift)}; arguments below -87 give 0. */
  void expInPlace(float[] x, int o, int n, float shift);

  /**
   * Moves those of 32 neighbouring floats together whose bits are set in {@code kept}, the lowest
   * bit for the first: of row r they lie at byte {@code fo + r stride} of {@code from}, and go, in
   * order, bit for bit, to byte {@code to + r stride} of {@code target}; nothing else is written.
   * Where both are one memory, {@code to <= fo} and rows do not overlap.
   */
  void compress(
      MemorySegment from, long fo, int rows, long stride, int kept, MemorySegment target, long to);
}
