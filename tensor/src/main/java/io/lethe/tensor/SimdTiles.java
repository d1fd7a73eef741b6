package io.lethe.tensor;

import static io.lethe.tensor.Lanes.COUNT;
import static io.lethe.tensor.Lanes.F32;
import static io.lethe.tensor.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of a matrix product: rows times two vectors of columns, accumulators in local
 * variables. A tile of 32 columns is one step with 512 bits, two with 256, four with 128. Tried: 8,
 * 10 and 12 rows by 2 vectors, 6 and 4 by 4; 12 by 2 was the fastest with 32 registers. With 16
 * registers only the narrow tile fits.
 */
final class SimdTiles {
  private SimdTiles() {}

  /**
   * {@link Kernels#wideTile}, two vectors of columns from byte {@code bo} and element {@code co}
   * on.
   */
  static void wide(
      MemorySegment b,
      long bo,
      long bStride,
      int depth,
      float[] a,
      int ao,
      float[] c,
      int co,
      int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(F32, c, co + 0 * ldc);
    FloatVector c0_1 = FloatVector.fromArray(F32, c, co + 0 * ldc + 1 * COUNT);
    FloatVector c1_0 = FloatVector.fromArray(F32, c, co + 1 * ldc);
    FloatVector c1_1 = FloatVector.fromArray(F32, c, co + 1 * ldc + 1 * COUNT);
    FloatVector c2_0 = FloatVector.fromArray(F32, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(F32, c, co + 2 * ldc + 1 * COUNT);
    FloatVector c3_0 = FloatVector.fromArray(F32, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(F32, c, co + 3 * ldc + 1 * COUNT);
    FloatVector c4_0 = FloatVector.fromArray(F32, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(F32, c, co + 4 * ldc + 1 * COUNT);
    FloatVector c5_0 = FloatVector.fromArray(F32, c, co + 5 * ldc);
    FloatVector c5_1 = FloatVector.fromArray(F32, c, co + 5 * ldc + 1 * COUNT);
    FloatVector c6_0 = FloatVector.fromArray(F32, c, co + 6 * ldc);
    FloatVector c6_1 = FloatVector.fromArray(F32, c, co + 6 * ldc + 1 * COUNT);
    FloatVector c7_0 = FloatVector.fromArray(F32, c, co + 7 * ldc);
    FloatVector c7_1 = FloatVector.fromArray(F32, c, co + 7 * ldc + 1 * COUNT);
    FloatVector c8_0 = FloatVector.fromArray(F32, c, co + 8 * ldc);
    FloatVector c8_1 = FloatVector.fromArray(F32, c, co + 8 * ldc + 1 * COUNT);
    FloatVector c9_0 = FloatVector.fromArray(F32, c, co + 9 * ldc);
    FloatVector c9_1 = FloatVector.fromArray(F32, c, co + 9 * ldc + 1 * COUNT);
    FloatVector c10_0 = FloatVector.fromArray(F32, c, co + 10 * ldc);
    FloatVector c10_1 = FloatVector.fromArray(F32, c, co + 10 * ldc + 1 * COUNT);
    FloatVector c11_0 = FloatVector.fromArray(F32, c, co + 11 * ldc);
    FloatVector c11_1 = FloatVector.fromArray(F32, c, co + 11 * ldc + 1 * COUNT);
    long bk = bo;
    int ak = ao;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(F32, b, bk, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(F32, b, bk + COUNT * 4L, LE);
      FloatVector a0 = FloatVector.broadcast(F32, a[ak + 0]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(F32, a[ak + 1]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(F32, a[ak + 2]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(F32, a[ak + 3]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
      FloatVector a4 = FloatVector.broadcast(F32, a[ak + 4]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(F32, a[ak + 5]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(F32, a[ak + 6]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(F32, a[ak + 7]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(F32, a[ak + 8]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(F32, a[ak + 9]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
      FloatVector a10 = FloatVector.broadcast(F32, a[ak + 10]);
      c10_0 = a10.fma(b0, c10_0);
      c10_1 = a10.fma(b1, c10_1);
      FloatVector a11 = FloatVector.broadcast(F32, a[ak + 11]);
      c11_0 = a11.fma(b0, c11_0);
      c11_1 = a11.fma(b1, c11_1);
      bk += bStride;
      ak += Kernels.WIDE;
    }
    c0_0.intoArray(c, co + 0 * ldc);
    c0_1.intoArray(c, co + 0 * ldc + 1 * COUNT);
    c1_0.intoArray(c, co + 1 * ldc);
    c1_1.intoArray(c, co + 1 * ldc + 1 * COUNT);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 1 * COUNT);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 1 * COUNT);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 1 * COUNT);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 1 * COUNT);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 1 * COUNT);
    c7_0.intoArray(c, co + 7 * ldc);
    c7_1.intoArray(c, co + 7 * ldc + 1 * COUNT);
    c8_0.intoArray(c, co + 8 * ldc);
    c8_1.intoArray(c, co + 8 * ldc + 1 * COUNT);
    c9_0.intoArray(c, co + 9 * ldc);
    c9_1.intoArray(c, co + 9 * ldc + 1 * COUNT);
    c10_0.intoArray(c, co + 10 * ldc);
    c10_1.intoArray(c, co + 10 * ldc + 1 * COUNT);
    c11_0.intoArray(c, co + 11 * ldc);
    c11_1.intoArray(c, co + 11 * ldc + 1 * COUNT);
  }

  /**
   * {@link Kernels#narrowTile}, two vectors of columns from byte {@code bo} and element {@code co}
   * on.
   */
  static void narrow(
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
    FloatVector c0_0 = FloatVector.fromArray(F32, c, co + 0 * ldc);
    FloatVector c0_1 = FloatVector.fromArray(F32, c, co + 0 * ldc + 1 * COUNT);
    FloatVector c1_0 = FloatVector.fromArray(F32, c, co + 1 * ldc);
    FloatVector c1_1 = FloatVector.fromArray(F32, c, co + 1 * ldc + 1 * COUNT);
    FloatVector c2_0 = FloatVector.fromArray(F32, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(F32, c, co + 2 * ldc + 1 * COUNT);
    FloatVector c3_0 = FloatVector.fromArray(F32, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(F32, c, co + 3 * ldc + 1 * COUNT);
    long bk = bo;
    int ak = ao;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(F32, b, bk, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(F32, b, bk + COUNT * 4L, LE);
      FloatVector a0 = FloatVector.broadcast(F32, a[ak + 0 * aRow]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(F32, a[ak + 1 * aRow]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(F32, a[ak + 2 * aRow]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(F32, a[ak + 3 * aRow]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
      bk += bStride;
      ak += aStep;
    }
    c0_0.intoArray(c, co + 0 * ldc);
    c0_1.intoArray(c, co + 0 * ldc + 1 * COUNT);
    c1_0.intoArray(c, co + 1 * ldc);
    c1_1.intoArray(c, co + 1 * ldc + 1 * COUNT);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 1 * COUNT);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 1 * COUNT);
  }
}
