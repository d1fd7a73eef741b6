package io.lethe.tensor;

import static io.lethe.tensor.Lanes.COUNT;
import static io.lethe.tensor.Lanes.F32;
import static io.lethe.tensor.Lanes.I16;
import static io.lethe.tensor.Lanes.I32;
import static io.lethe.tensor.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Weights that are stored as floats of 32 or 16 bits. */
final class SimdPlain {
  private SimdPlain() {}

  /** One vector of f32 rows: {@code y += w · x}; column k at {@code offset + 128 k}. */
  static void matVecF32(
      MemorySegment panels, long offset, int columns, float[] x, int xo, float[] y, int yo) {
    FloatVector sum = FloatVector.fromArray(F32, y, yo);
    for (int k = 0; k < columns; k++) {
      sum =
          FloatVector.fromMemorySegment(F32, panels, offset + k * 128L, LE)
              .fma(FloatVector.broadcast(F32, x[xo + k]), sum);
    }
    sum.intoArray(y, yo);
  }

  /** One vector of f16 rows; column k at {@code offset + 64 k}. */
  static void matVecF16(
      MemorySegment panels, long offset, int columns, float[] x, int xo, float[] y, int yo) {
    FloatVector sum = FloatVector.fromArray(F32, y, yo);
    for (int k = 0; k < columns; k++) {
      sum =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, panels, offset + k * 64L, LE)
                      .convertShape(VectorOperators.S2I, I32, 0))
              .lanewise(VectorOperators.LSHL, 13)
              .and(0x8fffffff)
              .reinterpretAsFloats()
              .mul(ScalarKernels.HALF_BIAS)
              .fma(FloatVector.broadcast(F32, x[xo + k]), sum);
    }
    sum.intoArray(y, yo);
  }

  /** One vector of bf16 rows; column k at {@code offset + 64 k}. */
  static void matVecBf16(
      MemorySegment panels, long offset, int columns, float[] x, int xo, float[] y, int yo) {
    FloatVector sum = FloatVector.fromArray(F32, y, yo);
    for (int k = 0; k < columns; k++) {
      sum =
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, panels, offset + k * 64L, LE)
                      .convertShape(VectorOperators.S2I, I32, 0))
              .lanewise(VectorOperators.LSHL, 16)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(F32, x[xo + k]), sum);
    }
    sum.intoArray(y, yo);
  }

  /** One vector of rows of every column to {@code panel}, column k at {@code to + 128 k}. */
  static void unpack(
      PackedFormat format,
      MemorySegment panels,
      long offset,
      int columns,
      MemorySegment panel,
      long to) {
    switch (format) {
      case F32 -> {
        for (int k = 0; k < columns; k++) {
          FloatVector.fromMemorySegment(F32, panels, offset + k * 128L, LE)
              .intoMemorySegment(panel, to + k * 128L, LE);
        }
      }
      case F16 -> {
        for (int k = 0; k < columns; k++) {
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, panels, offset + k * 64L, LE)
                      .convertShape(VectorOperators.S2I, I32, 0))
              .lanewise(VectorOperators.LSHL, 13)
              .and(0x8fffffff)
              .reinterpretAsFloats()
              .mul(ScalarKernels.HALF_BIAS)
              .intoMemorySegment(panel, to + k * 128L, LE);
        }
      }
      case BF16 -> {
        for (int k = 0; k < columns; k++) {
          ((IntVector)
                  ShortVector.fromMemorySegment(I16, panels, offset + k * 64L, LE)
                      .convertShape(VectorOperators.S2I, I32, 0))
              .lanewise(VectorOperators.LSHL, 16)
              .reinterpretAsFloats()
              .intoMemorySegment(panel, to + k * 128L, LE);
        }
      }
      default -> throw new AssertionError(format);
    }
  }

  /**
   * Reads every line of 64 bytes, {@code bytes} being a multiple of 256. Weights are used so
   * slowly, some thirty instructions a line, that only a few lines are on their way from memory at
   * a time; asking for the lines of a chunk at once, before they are used, made products of a
   * vector with weights that are in no cache 1.2 to 1.4 times as fast where the machine's own
   * prefetching did not keep up.
   *
   * @return something that depends on what was read
   */
  static int touch(MemorySegment panels, long offset, long bytes) {
    IntVector a = IntVector.zero(I32);
    IntVector b = a;
    IntVector c = a;
    IntVector d = a;
    long end = offset + bytes;
    for (long o = offset; o < end; o += 256) {
      a = a.or(IntVector.fromMemorySegment(I32, panels, o, LE));
      b = b.or(IntVector.fromMemorySegment(I32, panels, o + 64, LE));
      c = c.or(IntVector.fromMemorySegment(I32, panels, o + 128, LE));
      d = d.or(IntVector.fromMemorySegment(I32, panels, o + 192, LE));
    }
    return a.or(b).or(c.or(d)).lane(0);
  }

  /** Bytes between two vectors of rows of one column. */
  static long rowBytes(PackedFormat format) {
    return COUNT * format.bits / 8L;
  }
}
