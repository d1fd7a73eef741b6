package io.lethe.tensor;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this process, fixed when the class is loaded: the machine's, or what the
 * system property {@code lethe.vector.bits} says (512, 256 or 128). Constants, because kernels over
 * a species that is not one are slower by a factor of hundreds.
 */
final class Lanes {
  static final int BITS = Integer.getInteger("lethe.vector.bits", preferredBits());

  static final VectorSpecies<Float> F32 =
      VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));
  static final VectorSpecies<Integer> I32 =
      VectorSpecies.of(int.class, VectorShape.forBitSize(BITS));
  static final VectorSpecies<Short> I16 =
      VectorSpecies.of(short.class, VectorShape.forBitSize(BITS / 2));
  static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  /** Floats in a vector: 16, 8 or 4. */
  static final int COUNT = BITS / 32;

  static {
    assert FloatVector.zero(F32).length() == IntVector.zero(I32).length();
    assert ShortVector.zero(I16).length() == COUNT;
  }

  private Lanes() {}

  private static int preferredBits() {
    return Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
  }
}
