package io.lethe.tensor;

import static io.lethe.tensor.Exponential.C0;
import static io.lethe.tensor.Exponential.C1;
import static io.lethe.tensor.Exponential.C2;
import static io.lethe.tensor.Exponential.C3;
import static io.lethe.tensor.Exponential.C4;
import static io.lethe.tensor.Exponential.C5;
import static io.lethe.tensor.Lanes.COUNT;
import static io.lethe.tensor.Lanes.F32;
import static io.lethe.tensor.Lanes.I32;
import static io.lethe.tensor.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The vector bodies of element-wise loops; each returns how many elements it did, the rest is the
 * caller's.
 */
final class SimdVectors {
  private SimdVectors() {}

  /** {@link Exponential#exp} of a vector. Small enough to be inlined into the loops below. */
  private static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.min(Exponential.HIGHEST);
    FloatVector n = clamped.mul(Exponential.LOG2E).add(Exponential.ROUND).sub(Exponential.ROUND);
    FloatVector r = n.fma(FloatVector.broadcast(F32, -Exponential.LN2_HIGH), clamped);
    r = n.fma(FloatVector.broadcast(F32, -Exponential.LN2_LOW), r);
    FloatVector p = r.fma(FloatVector.broadcast(F32, C5), FloatVector.broadcast(F32, C4));
    p = p.fma(r, FloatVector.broadcast(F32, C3));
    p = p.fma(r, FloatVector.broadcast(F32, C2));
    p = p.fma(r, FloatVector.broadcast(F32, C1));
    p = p.fma(r, FloatVector.broadcast(F32, C0));
    p = p.fma(r.mul(r), r).add(1f);
    FloatVector power =
        n.convert(VectorOperators.F2I, 0)
            .reinterpretAsInts()
            .add(127)
            .lanewise(VectorOperators.LSHL, 23)
            .reinterpretAsFloats();
    VectorMask<Float> low = x.compare(VectorOperators.LT, Exponential.LOWEST);
    return p.mul(power).blend(0f, low);
  }

  static int siluTimes(float[] gate, float[] up, int o, int n) {
    int i = 0;
    for (; i + COUNT <= n; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F32, gate, o + i);
      x.div(exp(x.neg()).add(1f)).mul(FloatVector.fromArray(F32, up, o + i)).intoArray(gate, o + i);
    }
    return i;
  }

  static int geluTimes(float[] gate, float[] up, int o, int n) {
    int i = 0;
    for (; i + COUNT <= n; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F32, gate, o + i);
      FloatVector u =
          x.mul(x)
              .mul(x)
              .fma(FloatVector.broadcast(F32, Exponential.GELU_CUBIC), x)
              .mul(Exponential.GELU_SLOPE);
      x.div(exp(u.neg()).add(1f)).mul(FloatVector.fromArray(F32, up, o + i)).intoArray(gate, o + i);
    }
    return i;
  }

  static int exp(float[] x, int o, int n, float shift) {
    int i = 0;
    for (; i + COUNT <= n; i += COUNT) {
      exp(FloatVector.fromArray(F32, x, o + i).sub(shift)).intoArray(x, o + i);
    }
    return i;
  }

  static int add(float[] x, int o, float[] y, int o2, int n) {
    int i = 0;
    for (; i + COUNT <= n; i += COUNT) {
      FloatVector.fromArray(F32, x, o + i)
          .add(FloatVector.fromArray(F32, y, o2 + i))
          .intoArray(x, o + i);
    }
    return i;
  }

  static int scale(float[] x, int xo, float factor, float[] weight, float[] out, int oo, int n) {
    int i = 0;
    for (; i + COUNT <= n; i += COUNT) {
      FloatVector.fromArray(F32, x, xo + i)
          .mul(factor)
          .mul(FloatVector.fromArray(F32, weight, i))
          .intoArray(out, oo + i);
    }
    return i;
  }

  /** Adds squares of whole runs of 16 to {@code sums}. */
  static int squares(float[] x, int o, int n, float[] sums) {
    int whole = n / 16 * 16;
    for (int lane = 0; lane < 16; lane += COUNT) {
      FloatVector sum = FloatVector.zero(F32);
      for (int i = lane; i < whole; i += 16) {
        FloatVector v = FloatVector.fromArray(F32, x, o + i);
        sum = v.fma(v, sum);
      }
      sum.intoArray(sums, lane);
    }
    return whole;
  }

  /** The maximum of whole vectors; n is at least one vector. */
  static float max(float[] x, int o, int n) {
    FloatVector max = FloatVector.fromArray(F32, x, o);
    for (int i = COUNT; i + COUNT <= n; i += COUNT) {
      max = max.max(FloatVector.fromArray(F32, x, o + i));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  /** One vector of every row: the lanes whose bits are set, of which there is at least one. */
  static void compress(
      MemorySegment from,
      long fo,
      int rows,
      long stride,
      long lanes,
      MemorySegment target,
      long to) {
    if (lanes == (1L << COUNT) - 1) {
      for (int r = 0; r < rows; r++) {
        IntVector.fromMemorySegment(I32, from, fo + r * stride, LE)
            .intoMemorySegment(target, to + r * stride, LE);
      }
      return;
    }
    VectorMask<Integer> kept = VectorMask.fromLong(I32, lanes);
    VectorMask<Integer> written = VectorMask.fromLong(I32, (1L << Long.bitCount(lanes)) - 1);
    for (int r = 0; r < rows; r++) {
      IntVector.fromMemorySegment(I32, from, fo + r * stride, LE)
          .compress(kept)
          .intoMemorySegment(target, to + r * stride, LE, written);
    }
  }
}
