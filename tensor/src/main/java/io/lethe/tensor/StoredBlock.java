package io.lethe.tensor;

import java.lang.foreign.MemorySegment;

/**
 * Reads the unsigned quants of stored blocks, without their scales; {@link Dequantization} gives
 * the layouts.
 */
final class StoredBlock {
  private StoredBlock() {}

  /**
   * Fills {@code quants}: 32 of the blocks of 32, 256 of the K formats, in the order of the
   * weights.
   */
  static void quants(DType type, MemorySegment row, long from, int[] quants) {
    switch (type) {
      case Q4_0 -> nibbles(row, from + 2, quants, 0, 16);
      case Q4_1 -> nibbles(row, from + 4, quants, 0, 16);
      case Q5_0 -> {
        nibbles(row, from + 6, quants, 0, 16);
        fifthBits(row.get(Layouts.I32_LE, from + 2), quants);
      }
      case Q5_1 -> {
        nibbles(row, from + 8, quants, 0, 16);
        fifthBits(row.get(Layouts.I32_LE, from + 4), quants);
      }
      case Q8_0 -> {
        for (int j = 0; j < 32; j++) {
          quants[j] = row.get(Layouts.I8, from + 2 + j) + 128;
        }
      }
      case Q4_K -> {
        for (int pair = 0; pair < 4; pair++) {
          nibbles(row, from + 16 + 32L * pair, quants, 64 * pair, 32);
        }
      }
      case Q5_K -> {
        for (int pair = 0; pair < 4; pair++) {
          nibbles(row, from + 48 + 32L * pair, quants, 64 * pair, 32);
        }
        for (int k = 0; k < 256; k++) {
          quants[k] |= (row.get(Layouts.I8, from + 16 + k % 32) >> (k / 32) & 1) << 4;
        }
      }
      case Q6_K -> sixBits(row, from, quants);
      case F32, F16, BF16 -> throw new AssertionError(type);
    }
  }

  /** Byte j of {@code run} bytes holds quants j (low) and j + run (high). */
  private static void nibbles(MemorySegment row, long from, int[] quants, int o, int run) {
    for (int j = 0; j < run; j++) {
      int q = row.get(Layouts.I8, from + j);
      quants[o + j] = q & 15;
      quants[o + j + run] = q >> 4 & 15;
    }
  }

  private static void fifthBits(int bits, int[] quants) {
    for (int j = 0; j < 32; j++) {
      quants[j] |= (bits >>> j & 1) << 4;
    }
  }

  private static void sixBits(MemorySegment row, long from, int[] quants) {
    for (int half = 0; half < 2; half++) {
      for (int j = 0; j < 32; j++) {
        int o = half * 128 + j;
        int first = row.get(Layouts.I8, from + 64 * half + j);
        int second = row.get(Layouts.I8, from + 64 * half + 32 + j);
        int high = row.get(Layouts.I8, from + 128 + 32 * half + j);
        quants[o] = first & 15 | (high & 3) << 4;
        quants[o + 32] = second & 15 | (high >> 2 & 3) << 4;
        quants[o + 64] = first >> 4 & 15 | (high >> 4 & 3) << 4;
        quants[o + 96] = second >> 4 & 15 | (high >> 6 & 3) << 4;
      }
    }
  }
}
