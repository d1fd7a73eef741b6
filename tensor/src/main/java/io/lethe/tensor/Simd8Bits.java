package io.lethe.tensor;

import static io.lethe.tensor.Lanes.COUNT;
import static io.lethe.tensor.Lanes.F32;
import static io.lethe.tensor.Lanes.I32;
import static io.lethe.tensor.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Weights of 8 bits, two vectors of rows at a time; {@link PackedFormat} gives the layout. The
 * vector operations are written out because helper methods inside a kernel are not inlined once its
 * graph is large, and would box every vector; with four vectors of rows its graph was too large
 * even so.
 */
final class Simd8Bits {
  private static final int ONE = 0x3f800000;
  private static final int FIELD = 0x7f8000;

  private Simd8Bits() {}

  /**
   * {@code y[2 vectors] += w · x} over {@code runs} runs of 32 weights; run i has its words at
   * {@code words + i * stride} and its coefficients at {@code group + 64 i}, both already moved to
   * the first row.
   */
  static void matVec(
      MemorySegment panels,
      long words,
      long stride,
      int runs,
      float[] coefficients,
      int group,
      float[] x,
      int xo,
      float[] y,
      int yo) {
    FloatVector y0 = FloatVector.fromArray(F32, y, yo);
    FloatVector y1 = FloatVector.fromArray(F32, y, yo + COUNT);
    for (int i = 0; i < runs; i++) {
      int g = group + i * 64;
      long o = words + i * stride;
      FloatVector a0 = FloatVector.fromArray(F32, coefficients, g);
      FloatVector c0 = FloatVector.fromArray(F32, coefficients, g + 32);
      FloatVector a1 = FloatVector.fromArray(F32, coefficients, g + COUNT);
      FloatVector c1 = FloatVector.fromArray(F32, coefficients, g + 32 + COUNT);
      int k = xo + i * 32;
      for (int j = 0; j < 8; j++) {
        IntVector w0 = IntVector.fromMemorySegment(I32, panels, o + j * 128L, LE);
        IntVector w1 = IntVector.fromMemorySegment(I32, panels, o + j * 128L + COUNT * 4L, LE);
        FloatVector x0 = FloatVector.broadcast(F32, x[k + 4 * j]);
        y0 =
            w0.lanewise(VectorOperators.LSHL, 15)
                .and(FIELD)
                .or(ONE)
                .reinterpretAsFloats()
                .fma(a0, c0)
                .fma(x0, y0);
        y1 =
            w1.lanewise(VectorOperators.LSHL, 15)
                .and(FIELD)
                .or(ONE)
                .reinterpretAsFloats()
                .fma(a1, c1)
                .fma(x0, y1);
        FloatVector x1 = FloatVector.broadcast(F32, x[k + 4 * j + 1]);
        y0 =
            w0.lanewise(VectorOperators.LSHL, 7)
                .and(FIELD)
                .or(ONE)
                .reinterpretAsFloats()
                .fma(a0, c0)
                .fma(x1, y0);
        y1 =
            w1.lanewise(VectorOperators.LSHL, 7)
                .and(FIELD)
                .or(ONE)
                .reinterpretAsFloats()
                .fma(a1, c1)
                .fma(x1, y1);
        FloatVector x2 = FloatVector.broadcast(F32, x[k + 4 * j + 2]);
        y0 =
            w0.lanewise(VectorOperators.LSHR, 1)
                .and(FIELD)
                .or(ONE)
                .reinterpretAsFloats()
                .fma(a0, c0)
                .fma(x2, y0);
        y1 =
            w1.lanewise(VectorOperators.LSHR, 1)
                .and(FIELD)
                .or(ONE)
                .reinterpretAsFloats()
                .fma(a1, c1)
                .fma(x2, y1);
        FloatVector x3 = FloatVector.broadcast(F32, x[k + 4 * j + 3]);
        y0 =
            w0.lanewise(VectorOperators.LSHR, 9)
                .and(FIELD)
                .or(ONE)
                .reinterpretAsFloats()
                .fma(a0, c0)
                .fma(x3, y0);
        y1 =
            w1.lanewise(VectorOperators.LSHR, 9)
                .and(FIELD)
                .or(ONE)
                .reinterpretAsFloats()
                .fma(a1, c1)
                .fma(x3, y1);
      }
    }
    y0.intoArray(y, yo);
    y1.intoArray(y, yo + COUNT);
  }

  /**
   * Writes the same weights of one vector of rows to {@code panel}, column k at {@code to + 128 k}.
   */
  static void unpack(
      MemorySegment panels,
      long words,
      long stride,
      int runs,
      float[] coefficients,
      int group,
      MemorySegment panel,
      long to) {
    for (int i = 0; i < runs; i++) {
      int g = group + i * 64;
      long o = words + i * stride;
      FloatVector a0 = FloatVector.fromArray(F32, coefficients, g);
      FloatVector c0 = FloatVector.fromArray(F32, coefficients, g + 32);
      long k = i * 4096L;
      for (int j = 0; j < 8; j++) {
        IntVector w0 = IntVector.fromMemorySegment(I32, panels, o + j * 128L, LE);
        long at = to + k + j * 512L;
        w0.lanewise(VectorOperators.LSHL, 15)
            .and(FIELD)
            .or(ONE)
            .reinterpretAsFloats()
            .fma(a0, c0)
            .intoMemorySegment(panel, at, LE);
        w0.lanewise(VectorOperators.LSHL, 7)
            .and(FIELD)
            .or(ONE)
            .reinterpretAsFloats()
            .fma(a0, c0)
            .intoMemorySegment(panel, at + 128, LE);
        w0.lanewise(VectorOperators.LSHR, 1)
            .and(FIELD)
            .or(ONE)
            .reinterpretAsFloats()
            .fma(a0, c0)
            .intoMemorySegment(panel, at + 256, LE);
        w0.lanewise(VectorOperators.LSHR, 9)
            .and(FIELD)
            .or(ONE)
            .reinterpretAsFloats()
            .fma(a0, c0)
            .intoMemorySegment(panel, at + 384, LE);
      }
    }
  }
}
