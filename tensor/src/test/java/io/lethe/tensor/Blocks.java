package io.lethe.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.assertj.core.data.Offset;

/**
 * Random stored weights, with scales of the size that real files have, some of them subnormal as
 * f16.
 */
final class Blocks {
  private Blocks() {}

  static MemorySegment random(Arena arena, DType type, int rows, int columns, Random random) {
    MemorySegment stored = arena.allocate(rows * type.bytes(columns), 64);
    for (long i = 0; i < stored.byteSize(); i++) {
      stored.set(Layouts.I8, i, (byte) random.nextInt());
    }
    for (long block = 0; block < stored.byteSize(); block += type.blockBytes()) {
      switch (type) {
        case F32 -> stored.set(Layouts.F32_LE, block, (float) random.nextGaussian());
        case F16 -> half(stored, block, (float) random.nextGaussian());
        case BF16 ->
            stored.set(
                Layouts.I16_LE,
                block,
                (short) (Float.floatToRawIntBits((float) random.nextGaussian()) >> 16));
        case Q4_0, Q5_0, Q8_0 -> half(stored, block, scale(random));
        case Q4_1, Q5_1, Q4_K, Q5_K -> {
          half(stored, block, scale(random));
          half(stored, block + 2, scale(random));
        }
        case Q6_K -> half(stored, block + 208, scale(random));
      }
    }
    return stored;
  }

  private static float scale(Random random) {
    float magnitude = random.nextInt(4) == 0 ? 3e-6f : 0.01f;
    return (float) random.nextGaussian() * magnitude;
  }

  private static void half(MemorySegment stored, long at, float value) {
    stored.set(Layouts.I16_LE, at, Float.floatToFloat16(value));
  }

  static PackedMatrix pack(
      Arena arena, DType type, int rows, int columns, MemorySegment stored, Workers workers) {
    MemorySegment packed = arena.allocate(PackedMatrix.packedBytes(type, rows, columns), 64);
    MatrixPacker.pack(type, rows, columns, stored, packed, workers);
    return PackedMatrix.of(type, rows, columns, packed);
  }

  /** Nothing for symmetric formats; a rounding of the offset for those with a minimum. */
  static Offset<Float> tolerance(DType type, float value) {
    return switch (type) {
      case Q4_1, Q5_1 -> Offset.offset(Math.max(Math.abs(value), 0.5f) * 1e-6f);
      case Q4_K, Q5_K -> Offset.offset(Math.max(Math.abs(value), 60f) * 1e-6f);
      default -> Offset.offset(0f);
    };
  }
}
