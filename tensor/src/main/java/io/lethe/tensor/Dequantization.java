package io.lethe.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Says what the bytes of every {@link DType} mean: plain loops from stored blocks to floats. This
 * is the specification the kernels are tested against, not a fast path.
 *
 * <p>Scales are f16 and quants have at most eight bits, so every product below is exact in f32 and
 * only the sum with a minimum rounds, once. The results therefore equal those of the Python package
 * {@code gguf} bit for bit, and so does any other order of the same products, fused or not.
 */
public final class Dequantization {
  private Dequantization() {}

  /**
   * Writes {@code elements} weights, whole blocks of {@code type}, to {@code out[outOffset ..
   * outOffset + elements)}. The first block starts at {@code offsetBytes} of {@code data}.
   *
   * @throws IllegalArgumentException if {@code elements} are not whole blocks
   * @throws IndexOutOfBoundsException if the blocks or the floats do not fit
   */
  public static void decode(
      DType type, MemorySegment data, long offsetBytes, float[] out, int outOffset, int elements) {
    Objects.checkFromIndexSize(outOffset, elements, out.length);
    MemorySegment blocks = data.asSlice(offsetBytes, type.bytes(elements));
    for (int i = 0; i < elements; i += type.blockElements()) {
      long block = (long) (i / type.blockElements()) * type.blockBytes();
      int o = outOffset + i;
      switch (type) {
        case F32 -> out[o] = blocks.get(Layouts.F32_LE, block);
        case F16 -> out[o] = f16(blocks, block);
        case BF16 -> out[o] = Float.intBitsToFloat(blocks.get(Layouts.BF16_LE, block) << 16);
        case Q4_0 -> decodeQ4_0(blocks, block, out, o);
        case Q4_1 -> decodeQ4_1(blocks, block, out, o);
        case Q5_0 -> decodeQ5_0(blocks, block, out, o);
        case Q5_1 -> decodeQ5_1(blocks, block, out, o);
        case Q8_0 -> decodeQ8_0(blocks, block, out, o);
        case Q4_K -> decodeQ4_K(blocks, block, out, o);
        case Q5_K -> decodeQ5_K(blocks, block, out, o);
        case Q6_K -> decodeQ6_K(blocks, block, out, o);
      }
    }
  }

  /** {@code d: f16, q: 16 bytes}; byte j holds weights j (low nibble) and j + 16. */
  private static void decodeQ4_0(MemorySegment data, long block, float[] out, int o) {
    float d = f16(data, block);
    for (int j = 0; j < 16; j++) {
      int q = u8(data, block + 2 + j);
      out[o + j] = d * ((q & 15) - 8);
      out[o + j + 16] = d * ((q >> 4) - 8);
    }
  }

  /** {@code d: f16, m: f16, q: 16 bytes}; nibbles as in Q4_0. */
  private static void decodeQ4_1(MemorySegment data, long block, float[] out, int o) {
    float d = f16(data, block);
    float m = f16(data, block + 2);
    for (int j = 0; j < 16; j++) {
      int q = u8(data, block + 4 + j);
      out[o + j] = d * (q & 15) + m;
      out[o + j + 16] = d * (q >> 4) + m;
    }
  }

  /** {@code d: f16, h: 32 bits, q: 16 bytes}; bit k of h is the fifth bit of weight k. */
  private static void decodeQ5_0(MemorySegment data, long block, float[] out, int o) {
    float d = f16(data, block);
    int h = data.get(Layouts.I32_LE, block + 2);
    for (int j = 0; j < 16; j++) {
      int q = u8(data, block + 6 + j);
      out[o + j] = d * (((q & 15) | (bit(h, j) << 4)) - 16);
      out[o + j + 16] = d * (((q >> 4) | (bit(h, j + 16) << 4)) - 16);
    }
  }

  /** {@code d: f16, m: f16, h: 32 bits, q: 16 bytes}. */
  private static void decodeQ5_1(MemorySegment data, long block, float[] out, int o) {
    float d = f16(data, block);
    float m = f16(data, block + 2);
    int h = data.get(Layouts.I32_LE, block + 4);
    for (int j = 0; j < 16; j++) {
      int q = u8(data, block + 8 + j);
      out[o + j] = d * ((q & 15) | (bit(h, j) << 4)) + m;
      out[o + j + 16] = d * ((q >> 4) | (bit(h, j + 16) << 4)) + m;
    }
  }

  /** {@code d: f16, q: 32 signed bytes}. */
  private static void decodeQ8_0(MemorySegment data, long block, float[] out, int o) {
    float d = f16(data, block);
    for (int j = 0; j < 32; j++) {
      out[o + j] = d * data.get(Layouts.I8, block + 2 + j);
    }
  }

  /**
   * {@code d: f16, dmin: f16, scales: 12 bytes, q: 128 bytes}. Eight groups of 32 weights; groups
   * 2i and 2i + 1 share 32 bytes, low nibbles and high nibbles.
   */
  private static void decodeQ4_K(MemorySegment data, long block, float[] out, int o) {
    float d = f16(data, block);
    float dmin = f16(data, block + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * SixBitScales.scale(data, block + 4, group);
      float minimum = dmin * SixBitScales.minimum(data, block + 4, group);
      long quants = block + 16 + 32L * (group / 2);
      int shift = 4 * (group % 2);
      for (int j = 0; j < 32; j++) {
        int q = (u8(data, quants + j) >> shift) & 15;
        out[o + group * 32 + j] = scale * q - minimum;
      }
    }
  }

  /**
   * {@code d: f16, dmin: f16, scales: 12 bytes, h: 32 bytes, q: 128 bytes}. As Q4_K; bit g of
   * {@code h[j]} is the fifth bit of weight j of group g.
   */
  private static void decodeQ5_K(MemorySegment data, long block, float[] out, int o) {
    float d = f16(data, block);
    float dmin = f16(data, block + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * SixBitScales.scale(data, block + 4, group);
      float minimum = dmin * SixBitScales.minimum(data, block + 4, group);
      long quants = block + 48 + 32L * (group / 2);
      int shift = 4 * (group % 2);
      for (int j = 0; j < 32; j++) {
        int low = (u8(data, quants + j) >> shift) & 15;
        int high = bit(u8(data, block + 16 + j), group);
        out[o + group * 32 + j] = scale * (low | (high << 4)) - minimum;
      }
    }
  }

  /**
   * {@code q: 128 bytes, h: 64 bytes, scales: 16 signed bytes, d: f16}. Two halves of 128 weights;
   * in a half, four runs of 32: runs 0 and 1 are the low nibbles of its 64 bytes of q, runs 2 and 3
   * the high ones; bits 2r and 2r + 1 of {@code h[j]} top weight j of run r. A scale serves 16
   * weights.
   */
  private static void decodeQ6_K(MemorySegment data, long block, float[] out, int o) {
    float d = f16(data, block + 208);
    for (int k = 0; k < 256; k++) {
      int half = k / 128;
      int run = k % 128 / 32;
      int j = k % 32;
      long lows = block + 64L * half + 32L * (run % 2);
      long highs = block + 128 + 32L * half;
      int low = (u8(data, lows + j) >> (4 * (run / 2))) & 15;
      int high = (u8(data, highs + j) >> (2 * run)) & 3;
      float scale = d * data.get(Layouts.I8, block + 192 + k / 16);
      out[o + k] = scale * ((low | (high << 4)) - 32);
    }
  }

  private static float f16(MemorySegment data, long offsetBytes) {
    return Float.float16ToFloat(data.get(Layouts.F16_LE, offsetBytes));
  }

  private static int bit(int word, int index) {
    return (word >>> index) & 1;
  }

  private static int u8(MemorySegment data, long offsetBytes) {
    return Byte.toUnsignedInt(data.get(Layouts.I8, offsetBytes));
  }
}
