package io.lethe.tensor;

import static io.lethe.tensor.Lanes.COUNT;

import java.lang.foreign.MemorySegment;

/** Vectors of {@link Lanes#BITS} bits; the same bits as {@link ScalarKernels}. */
public final class SimdKernels implements Kernels {
  /**
   * So many steps over single rows are computed by scalar loops when a process starts: a JVM runs
   * those well at once, while a loop of vectors is of no use before it is compiled, and a short
   * answer would wait for half a dozen of them. About two prompts of a few tokens.
   */
  private static final int SCALAR_AT_FIRST = 5000;

  private final ScalarKernels scalar = new ScalarKernels();

  /** Counted by many threads without care: a few more or fewer make no difference, nor do bits. */
  private int scalarSteps;

  private SimdKernels(int scalarSteps) {
    this.scalarSteps = scalarSteps;
  }

  /** Vectors from the first call on; needs the Vector API module. */
  public SimdKernels() {
    this(0);
  }

  /** Leaves the first steps over single rows to scalar loops; for processes that just began. */
  static SimdKernels scalarAtFirst() {
    return new SimdKernels(SCALAR_AT_FIRST);
  }

  private boolean isScalarStep() {
    int left = scalarSteps;
    if (left == 0) {
      return false;
    }
    scalarSteps = left - 1;
    return true;
  }

  @Override
  public String name() {
    return "simd-" + Lanes.BITS;
  }

  @Override
  public void coefficients(
      PackedFormat format, MemorySegment panels, long offset, int blocks, float[] coefficients) {
    switch (format.scales) {
      case SYMMETRIC -> SimdScales.symmetric(format, panels, offset, blocks, coefficients);
      case WITH_MINIMUM -> SimdScales.withMinimum(format, panels, offset, blocks, coefficients);
      case SUPER_WITH_MINIMUM, SUPER_SYMMETRIC -> {
        if (COUNT < 8) {
          scalar.coefficients(format, panels, offset, blocks, coefficients);
          return;
        }
        if (format.scales == PackedFormat.Scales.SUPER_SYMMETRIC) {
          SimdScales.superSymmetric(format, panels, offset, coefficients);
        } else {
          SimdScales.superWithMinimum(format, panels, offset, coefficients);
        }
      }
      case NONE -> throw new AssertionError(format);
    }
  }

  @Override
  public void matVec(
      PackedFormat format,
      MemorySegment panels,
      long offset,
      int blocks,
      float[] coefficients,
      float[] x,
      int xo,
      float[] y,
      int yo) {
    long words = ScalarKernels.words(format, offset, blocks, 0);
    long stride = format.wordsBytes();
    int runs = blocks * PackedFormat.BLOCK / format.scales.groupWeights;
    int step = 2 * COUNT;
    for (int r = 0; r < 32; r += step) {
      long w = words + r * 4L;
      switch (format.bits) {
        case 4 -> Simd4Bits.matVec(panels, w, stride, runs, coefficients, r, x, xo, y, yo + r);
        case 5 -> Simd5Bits.matVec(panels, w, stride, runs, coefficients, r, x, xo, y, yo + r);
        case 6 -> Simd6Bits.matVec(panels, w, stride, runs, coefficients, r, x, xo, y, yo + r);
        default -> Simd8Bits.matVec(panels, w, stride, runs, coefficients, r, x, xo, y, yo + r);
      }
    }
  }

  @Override
  public int touch(MemorySegment panels, long offset, long bytes) {
    long whole = bytes / 256 * 256;
    return SimdPlain.touch(panels, offset, whole);
  }

  @Override
  public void unpack(
      PackedFormat format,
      MemorySegment panels,
      long offset,
      int blocks,
      float[] coefficients,
      MemorySegment panel) {
    long words = ScalarKernels.words(format, offset, blocks, 0);
    long stride = format.wordsBytes();
    int runs = blocks * PackedFormat.BLOCK / format.scales.groupWeights;
    for (int r = 0; r < 32; r += COUNT) {
      long w = words + r * 4L;
      long to = r * 4L;
      switch (format.bits) {
        case 4 -> Simd4Bits.unpack(panels, w, stride, runs, coefficients, r, panel, to);
        case 5 -> Simd5Bits.unpack(panels, w, stride, runs, coefficients, r, panel, to);
        case 6 -> Simd6Bits.unpack(panels, w, stride, runs, coefficients, r, panel, to);
        default -> Simd8Bits.unpack(panels, w, stride, runs, coefficients, r, panel, to);
      }
    }
  }

  @Override
  public void matVecPlain(
      PackedFormat format,
      MemorySegment panels,
      long offset,
      int columns,
      float[] x,
      int xo,
      float[] y,
      int yo) {
    for (int r = 0; r < 32; r += COUNT) {
      long rows = offset + r / COUNT * SimdPlain.rowBytes(format);
      switch (format) {
        case F32 -> SimdPlain.matVecF32(panels, rows, columns, x, xo, y, yo + r);
        case F16 -> SimdPlain.matVecF16(panels, rows, columns, x, xo, y, yo + r);
        case BF16 -> SimdPlain.matVecBf16(panels, rows, columns, x, xo, y, yo + r);
        default -> throw new AssertionError(format);
      }
    }
  }

  @Override
  public void unpackPlain(
      PackedFormat format, MemorySegment panels, long offset, int columns, MemorySegment panel) {
    for (int r = 0; r < 32; r += COUNT) {
      long rows = offset + r / COUNT * SimdPlain.rowBytes(format);
      SimdPlain.unpack(format, panels, rows, columns, panel, r * 4L);
    }
  }

  @Override
  public void wideTile(
      MemorySegment b,
      long bo,
      long bStride,
      int depth,
      float[] a,
      int ao,
      float[] c,
      int co,
      int ldc) {
    if (COUNT == 16) {
      SimdTiles.wide(b, bo, bStride, depth, a, ao, c, co, ldc);
    } else {
      for (int r = 0; r < WIDE; r += NARROW) {
        narrowTile(b, bo, bStride, depth, a, ao + r, 1, WIDE, c, co + r * ldc, ldc);
      }
    }
  }

  @Override
  public void narrowTile(
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
      int ldc) {
    for (int n = 0; n < TILE_COLUMNS; n += 2 * COUNT) {
      SimdTiles.narrow(b, bo + n * 4L, bStride, depth, a, ao, aRow, aStep, c, co + n, ldc);
    }
  }

  @Override
  public float sumOfSquares(float[] x, int o, int n) {
    if (isScalarStep()) {
      return scalar.sumOfSquares(x, o, n);
    }
    float[] sums = new float[16];
    for (int i = SimdVectors.squares(x, o, n, sums); i < n; i++) {
      sums[i % 16] = Math.fma(x[o + i], x[o + i], sums[i % 16]);
    }
    return ScalarKernels.tree(sums);
  }

  @Override
  public void scale(float[] x, int xo, float factor, float[] weight, float[] out, int oo, int n) {
    if (isScalarStep()) {
      scalar.scale(x, xo, factor, weight, out, oo, n);
      return;
    }
    for (int i = SimdVectors.scale(x, xo, factor, weight, out, oo, n); i < n; i++) {
      out[oo + i] = x[xo + i] * factor * weight[i];
    }
  }

  @Override
  public void addInPlace(float[] x, int o, float[] y, int o2, int n) {
    if (isScalarStep()) {
      scalar.addInPlace(x, o, y, o2, n);
      return;
    }
    int done = SimdVectors.add(x, o, y, o2, n);
    scalar.addInPlace(x, o + done, y, o2 + done, n - done);
  }

  @Override
  public void siluTimesInPlace(float[] gate, float[] up, int o, int n) {
    if (isScalarStep()) {
      scalar.siluTimesInPlace(gate, up, o, n);
      return;
    }
    int done = SimdVectors.siluTimes(gate, up, o, n);
    scalar.siluTimesInPlace(gate, up, o + done, n - done);
  }

  @Override
  public void geluTimesInPlace(float[] gate, float[] up, int o, int n) {
    if (isScalarStep()) {
      scalar.geluTimesInPlace(gate, up, o, n);
      return;
    }
    int done = SimdVectors.geluTimes(gate, up, o, n);
    scalar.geluTimesInPlace(gate, up, o + done, n - done);
  }

  @Override
  public float max(float[] x, int o, int n) {
    if (isScalarStep()) {
      return scalar.max(x, o, n);
    }
    int whole = n / COUNT * COUNT;
    if (whole == 0) {
      return scalar.max(x, o, n);
    }
    float max = SimdVectors.max(x, o, whole);
    return whole == n ? max : Math.max(max, scalar.max(x, o + whole, n - whole));
  }

  @Override
  public void expInPlace(float[] x, int o, int n, float shift) {
    if (isScalarStep()) {
      scalar.expInPlace(x, o, n, shift);
      return;
    }
    int done = SimdVectors.exp(x, o, n, shift);
    scalar.expInPlace(x, o + done, n - done, shift);
  }

  @Override
  public void compress(
      MemorySegment from, long fo, int rows, long stride, int kept, MemorySegment target, long to) {
    long next = to;
    for (int i = 0; i < 32; i += COUNT) {
      long lanes = (kept >>> i) & ((1L << COUNT) - 1);
      if (lanes != 0) {
        SimdVectors.compress(from, fo + i * 4L, rows, stride, lanes, target, next);
        next += Long.bitCount(lanes) * 4L;
      }
    }
  }
}
