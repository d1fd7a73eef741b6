package io.lethe.tensor;

import java.lang.foreign.MemorySegment;

/** The specification: plain loops, one output at a time. */
public final class ScalarKernels implements Kernels {
  /** 2^112: an f16 moved into the exponent and mantissa of an f32 is this factor too small. */
  static final float HALF_BIAS = 0x1p112f;

  /** Stateless; every instance is the same. */
  public ScalarKernels() {}

  @Override
  public String name() {
    return "scalar";
  }

  /**
   * The f16 of these bits, exactly; infinities and NaN, which no scale has, give 65536 and above.
   */
  static float half(short bits) {
    return Float.intBitsToFloat((bits << 13) & 0x8fffffff) * HALF_BIAS;
  }

  @Override
  public void coefficients(
      PackedFormat format, MemorySegment panels, long offset, int blocks, float[] coefficients) {
    int groups = blocks * PackedFormat.BLOCK / format.scales.groupWeights;
    for (int g = 0; g < groups; g++) {
      for (int r = 0; r < 32; r++) {
        coefficient(format, panels, offset, g, r, coefficients);
      }
    }
  }

  /** Writes a and c of row {@code r} in group {@code g} after byte {@code offset}. */
  static void coefficient(
      PackedFormat format, MemorySegment panels, long offset, int g, int r, float[] coefficients) {
    float unit = 1 << format.bits;
    float a;
    float c;
    switch (format.scales) {
      case SYMMETRIC -> {
        a = half(panels.get(Layouts.I16_LE, offset + g * 64L + r * 2L)) * unit;
        c = a * -1.5f;
      }
      case WITH_MINIMUM -> {
        long header = offset + g * 128L;
        a = half(panels.get(Layouts.I16_LE, header + r * 2L)) * unit;
        c = half(panels.get(Layouts.I16_LE, header + 64 + r * 2L)) - a;
      }
      case SUPER_WITH_MINIMUM -> {
        float d = half(panels.get(Layouts.I16_LE, offset + r * 2L)) * unit;
        float dmin = half(panels.get(Layouts.I16_LE, offset + 64 + r * 2L));
        long group = offset + 128 + g * 64L + r;
        a = d * (panels.get(Layouts.I8, group) & 255);
        c = Math.fma(-dmin, panels.get(Layouts.I8, group + 32) & 255, -a);
      }
      case SUPER_SYMMETRIC -> {
        float d = half(panels.get(Layouts.I16_LE, offset + r * 2L)) * unit;
        a = d * panels.get(Layouts.I8, offset + 64 + g * 32L + r);
        c = a * -1.5f;
      }
      default -> throw new AssertionError(format);
    }
    coefficients[g * 64 + r] = a;
    coefficients[g * 64 + 32 + r] = c;
  }

  /**
   * The first byte of the words of block {@code b} in the chunk of {@code blocks} blocks at byte
   * {@code offset}.
   */
  static long words(PackedFormat format, long offset, int blocks, int b) {
    return offset + format.headerBytes(blocks) + (long) b * format.wordsBytes();
  }

  /** Weight {@code k} of row {@code r}, k counted from the first word of the chunk. */
  private static float weight(
      PackedFormat format,
      MemorySegment panels,
      long chunkWords,
      int k,
      int r,
      float[] coefficients) {
    long words = chunkWords + (long) (k / 32) * format.wordsBytes() + r * 4L;
    int q = quant(format.bits, panels, words, k % 32);
    float v = Float.intBitsToFloat(0x3f800000 | q << (23 - format.bits));
    int group = k / format.scales.groupWeights * 64 + r;
    return Math.fma(v, coefficients[group], coefficients[group + 32]);
  }

  private static int quant(int bits, MemorySegment panels, long words, int k) {
    if (bits == 5 && k >= 30) {
      int high = k == 30 ? 0 : 3;
      int last = panels.get(Layouts.I32_LE, words + 2 * 128) >>> (k == 30 ? 30 : 31) & 1;
      return panels.get(Layouts.I32_LE, words + high * 128L) >>> 30 << 3
          | panels.get(Layouts.I32_LE, words + (high + 1) * 128L) >>> 30 << 1
          | last;
    }
    if (bits == 6) {
      long half = words + k / 16 * 384L;
      int j = k % 16;
      return j == 15
          ? panels.get(Layouts.I32_LE, half) >>> 30 << 4
              | panels.get(Layouts.I32_LE, half + 128) >>> 30 << 2
              | panels.get(Layouts.I32_LE, half + 256) >>> 30
          : panels.get(Layouts.I32_LE, half + j / 5 * 128L) >>> (j % 5 * 6) & 63;
    }
    int fields = 32 / bits;
    return panels.get(Layouts.I32_LE, words + k / fields * 128L) >>> (k % fields * bits)
        & ((1 << bits) - 1);
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
    long words = words(format, offset, blocks, 0);
    for (int r = 0; r < 32; r++) {
      float sum = y[yo + r];
      for (int k = 0; k < blocks * 32; k++) {
        sum = Math.fma(weight(format, panels, words, k, r, coefficients), x[xo + k], sum);
      }
      y[yo + r] = sum;
    }
  }

  @Override
  public int touch(MemorySegment panels, long offset, long bytes) {
    return 0;
  }

  @Override
  public void unpack(
      PackedFormat format,
      MemorySegment panels,
      long offset,
      int blocks,
      float[] coefficients,
      MemorySegment panel) {
    int depth = blocks * 32;
    long words = words(format, offset, blocks, 0);
    for (int k = 0; k < depth; k++) {
      for (int r = 0; r < 32; r++) {
        panel.set(
            Layouts.F32_LE, (k * 32L + r) * 4, weight(format, panels, words, k, r, coefficients));
      }
    }
  }

  private static float plain(PackedFormat format, MemorySegment panels, long offset, int k, int r) {
    long index = k * 32L + r;
    return switch (format) {
      case F32 -> panels.get(Layouts.F32_LE, offset + index * 4);
      case F16 -> half(panels.get(Layouts.I16_LE, offset + index * 2));
      case BF16 -> Float.intBitsToFloat(panels.get(Layouts.I16_LE, offset + index * 2) << 16);
      default -> throw new AssertionError(format);
    };
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
    for (int r = 0; r < 32; r++) {
      float sum = y[yo + r];
      for (int k = 0; k < columns; k++) {
        sum = Math.fma(plain(format, panels, offset, k, r), x[xo + k], sum);
      }
      y[yo + r] = sum;
    }
  }

  @Override
  public void unpackPlain(
      PackedFormat format, MemorySegment panels, long offset, int columns, MemorySegment panel) {
    for (int k = 0; k < columns; k++) {
      for (int r = 0; r < 32; r++) {
        panel.set(Layouts.F32_LE, (k * 32L + r) * 4, plain(format, panels, offset, k, r));
      }
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
    tile(b, bo, bStride, depth, a, ao, 1, WIDE, c, co, ldc, WIDE);
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
    tile(b, bo, bStride, depth, a, ao, aRow, aStep, c, co, ldc, NARROW);
  }

  private static void tile(
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
      int ldc,
      int rows) {
    for (int r = 0; r < rows; r++) {
      for (int n = 0; n < TILE_COLUMNS; n++) {
        float sum = c[co + r * ldc + n];
        for (int k = 0; k < depth; k++) {
          sum =
              Math.fma(
                  a[ao + r * aRow + k * aStep],
                  b.get(Layouts.F32_LE, bo + k * bStride + n * 4L),
                  sum);
        }
        c[co + r * ldc + n] = sum;
      }
    }
  }

  @Override
  public float sumOfSquares(float[] x, int o, int n) {
    float[] sums = new float[16];
    for (int i = 0; i < n; i++) {
      sums[i % 16] = Math.fma(x[o + i], x[o + i], sums[i % 16]);
    }
    return tree(sums);
  }

  /** Adds 16 partial sums: halves onto each other until one is left. */
  static float tree(float[] sums) {
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
      }
    }
    return sums[0];
  }

  @Override
  public void scale(float[] x, int xo, float factor, float[] weight, float[] out, int oo, int n) {
    for (int i = 0; i < n; i++) {
      out[oo + i] = x[xo + i] * factor * weight[i];
    }
  }

  @Override
  public void addInPlace(float[] x, int o, float[] y, int o2, int n) {
    for (int i = 0; i < n; i++) {
      x[o + i] += y[o2 + i];
    }
  }

  @Override
  public void siluTimesInPlace(float[] gate, float[] up, int o, int n) {
    for (int i = o; i < o + n; i++) {
      gate[i] = Exponential.silu(gate[i]) * up[i];
    }
  }

  @Override
  public void geluTimesInPlace(float[] gate, float[] up, int o, int n) {
    for (int i = o; i < o + n; i++) {
      gate[i] = Exponential.gelu(gate[i]) * up[i];
    }
  }

  @Override
  public float max(float[] x, int o, int n) {
    float max = x[o];
    for (int i = 1; i < n; i++) {
      max = Math.max(max, x[o + i]);
    }
    return max;
  }

  @Override
  public void expInPlace(float[] x, int o, int n, float shift) {
    for (int i = o; i < o + n; i++) {
      x[i] = Exponential.exp(x[i] - shift);
    }
  }

  @Override
  public void compress(
      MemorySegment from, long fo, int rows, long stride, int kept, MemorySegment target, long to) {
    for (int r = 0; r < rows; r++) {
      int moved = 0;
      for (int i = 0; i < 32; i++) {
        if ((kept >>> i & 1) != 0) {
          int bits = from.get(Layouts.I32_LE, fo + r * stride + i * 4L);
          target.set(Layouts.I32_LE, to + r * stride + moved++ * 4L, bits);
        }
      }
    }
  }
}
