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

  /** Bytes between two vectors of rows of one column. */
  static long rowBytes(PackedFormat format) {
    return COUNT * format.bits / 8L;
  }
}
