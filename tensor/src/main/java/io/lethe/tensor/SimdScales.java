package io.lethe.tensor;

import static io.lethe.tensor.Lanes.COUNT;
import static io.lethe.tensor.Lanes.F32;
import static io.lethe.tensor.Lanes.I16;
import static io.lethe.tensor.Lanes.I32;
import static io.lethe.tensor.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Decodes scales into the coefficients a and c of {@link PackedFormat}, one vector of rows at a
 * time.
 */
final class SimdScales {
  /**
   * Bytes for one vector of floats; there is no vector of 4 bytes, so with 128 bits the scalar code
   * decodes them.
   */
  private static final VectorSpecies<Byte> I8 =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Lanes.BITS / 4)));

  private SimdScales() {}

  static void symmetric(
      PackedFormat format, MemorySegment panels, long offset, int groups, float[] out) {
    float unit = ScalarKernels.HALF_BIAS * (1 << format.bits);
    for (int g = 0; g < groups; g++) {
      for (int r = 0; r < 32; r += COUNT) {
        FloatVector a =
            ((IntVector)
                    ShortVector.fromMemorySegment(I16, panels, offset + g * 64L + r * 2L, LE)
                        .convertShape(VectorOperators.S2I, I32, 0))
                .lanewise(VectorOperators.LSHL, 13)
                .and(0x8fffffff)
                .reinterpretAsFloats()
                .mul(unit);
        a.intoArray(out, g * 64 + r);
        a.mul(-1.5f).intoArray(out, g * 64 + 32 + r);
      }
    }
  }

  static void withMinimum(
      PackedFormat format, MemorySegment panels, long offset, int groups, float[] out) {
    float unit = ScalarKernels.HALF_BIAS * (1 << format.bits);
    for (int g = 0; g < groups; g++) {
      for (int r = 0; r < 32; r += COUNT) {
        long header = offset + g * 128L + r * 2L;
        FloatVector a =
            ((IntVector)
                    ShortVector.fromMemorySegment(I16, panels, header, LE)
                        .convertShape(VectorOperators.S2I, I32, 0))
                .lanewise(VectorOperators.LSHL, 13)
                .and(0x8fffffff)
                .reinterpretAsFloats()
                .mul(unit);
        FloatVector m =
            ((IntVector)
                    ShortVector.fromMemorySegment(I16, panels, header + 64, LE)
                        .convertShape(VectorOperators.S2I, I32, 0))
                .lanewise(VectorOperators.LSHL, 13)
                .and(0x8fffffff)
                .reinterpretAsFloats()
                .mul(ScalarKernels.HALF_BIAS);
        a.intoArray(out, g * 64 + r);
        m.sub(a).intoArray(out, g * 64 + 32 + r);
      }
    }
  }

  /** One chunk: 8 groups of 32 weights with scale and minimum of 8 bits each. */
  static void superWithMinimum(
      PackedFormat format, MemorySegment panels, long header, float[] out) {
    for (int r = 0; r < 32; r += COUNT) {
      FloatVector d = halves(panels, header + r * 2L).mul((float) (1 << format.bits));
      FloatVector dmin = halves(panels, header + 64 + r * 2L).neg();
      for (int g = 0; g < 8; g++) {
        long bytes = header + 128 + g * 64L + r;
        FloatVector scale =
            (FloatVector)
                ((IntVector)
                        ByteVector.fromMemorySegment(I8, panels, bytes, LE)
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, I32, 0))
                    .convert(VectorOperators.I2F, 0);
        FloatVector minimum =
            (FloatVector)
                ((IntVector)
                        ByteVector.fromMemorySegment(I8, panels, bytes + 32, LE)
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, I32, 0))
                    .convert(VectorOperators.I2F, 0);
        FloatVector a = scale.mul(d);
        a.intoArray(out, g * 64 + r);
        dmin.fma(minimum, a.neg()).intoArray(out, g * 64 + 32 + r);
      }
    }
  }

  /** One chunk: 16 groups of 16 weights with signed scales of 8 bits. */
  static void superSymmetric(PackedFormat format, MemorySegment panels, long header, float[] out) {
    for (int r = 0; r < 32; r += COUNT) {
      FloatVector d = halves(panels, header + r * 2L).mul((float) (1 << format.bits));
      for (int g = 0; g < 16; g++) {
        FloatVector scale =
            (FloatVector)
                ((IntVector)
                        ByteVector.fromMemorySegment(I8, panels, header + 64 + g * 32L + r, LE)
                            .convertShape(VectorOperators.B2I, I32, 0))
                    .convert(VectorOperators.I2F, 0);
        FloatVector a = scale.mul(d);
        a.intoArray(out, g * 64 + r);
        a.mul(-1.5f).intoArray(out, g * 64 + 32 + r);
      }
    }
  }

  /**
   * One vector of f16, without the microcode assist that multiplying a subnormal float takes: the
   * scales of super-blocks are often subnormal as f16, and the assist made a product five times
   * slower.
   */
  private static FloatVector halves(MemorySegment panels, long offset) {
    IntVector bits =
        (IntVector)
            ShortVector.fromMemorySegment(I16, panels, offset, LE)
                .convertShape(VectorOperators.S2I, I32, 0);
    IntVector magnitude = bits.and(0x7fff);
    FloatVector normal =
        magnitude.lanewise(VectorOperators.LSHL, 13).add(112 << 23).reinterpretAsFloats();
    FloatVector subnormal = ((FloatVector) magnitude.convert(VectorOperators.I2F, 0)).mul(0x1p-24f);
    return normal
        .blend(subnormal, magnitude.compare(VectorOperators.LT, 0x400).cast(F32))
        .reinterpretAsInts()
        .or(bits.and(0x80000000))
        .reinterpretAsFloats();
  }
}
