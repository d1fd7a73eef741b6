package io.lethe.tensor;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Names the byte order and alignment of every value read from or written to native memory. All are
 * little-endian and unaligned: blocks of 18 or 210 bytes align nothing.
 */
public final class Layouts {
  public static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;
  public static final ValueLayout.OfShort I16_LE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  public static final ValueLayout.OfInt I32_LE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  public static final ValueLayout.OfLong I64_LE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  public static final ValueLayout.OfFloat F32_LE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  public static final ValueLayout.OfDouble F64_LE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** IEEE half precision as its bits; {@link Float#float16ToFloat} gives the value. */
  public static final ValueLayout.OfShort F16_LE = I16_LE;

  /** The upper half of an f32 as its bits. */
  public static final ValueLayout.OfShort BF16_LE = I16_LE;

  private Layouts() {}
}
