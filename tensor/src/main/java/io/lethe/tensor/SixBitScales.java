package io.lethe.tensor;

import java.lang.foreign.MemorySegment;

/**
 * Unpacks the 12 bytes in which a block of Q4_K or Q5_K keeps eight scales and eight minima of six
 * bits each, one pair for every 32 weights.
 *
 * <pre>
 * byte  0..3   low 6 bits: scale 0..3     high 2 bits: top of scale 4..7
 * byte  4..7   low 6 bits: minimum 0..3   high 2 bits: top of minimum 4..7
 * byte  8..11  low nibble: bottom of scale 4..7   high nibble: bottom of minimum 4..7
 * </pre>
 */
public final class SixBitScales {
  /** Bytes of one packed field. */
  public static final int BYTES = 12;

  private SixBitScales() {}

  /** The scale, 0..63, of {@code group} 0..7, from the field that starts at {@code offsetBytes}. */
  public static int scale(MemorySegment data, long offsetBytes, int group) {
    return group < 4
        ? at(data, offsetBytes + group) & 0x3F
        : (at(data, offsetBytes + 4 + group) & 0x0F)
            | (at(data, offsetBytes + group - 4) >> 6 << 4);
  }

  /** The minimum, 0..63, of {@code group} 0..7; it is subtracted from the scaled weight. */
  public static int minimum(MemorySegment data, long offsetBytes, int group) {
    return group < 4
        ? at(data, offsetBytes + 4 + group) & 0x3F
        : (at(data, offsetBytes + 4 + group) >> 4) | (at(data, offsetBytes + group) >> 6 << 4);
  }

  private static int at(MemorySegment data, long offsetBytes) {
    return Byte.toUnsignedInt(data.get(Layouts.I8, offsetBytes));
  }
}
