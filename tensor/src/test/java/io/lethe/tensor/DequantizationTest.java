package io.lethe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fixtures come from the Python package gguf: see src/test/python/make_dequant_fixtures.py. */
class DequantizationTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void decodesWhatTheReferenceDecodesBitForBit(DType type) throws IOException {
    MemorySegment blocks = fixture(type + ".blocks");
    float[] expected = floats(type);
    float[] actual = new float[expected.length];
    Dequantization.decode(type, blocks, 0, actual, 0, actual.length);
    assertThat(bits(actual)).isEqualTo(bits(expected));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void decodesAnyRunOfBlocksToAnyPlace(DType type) throws IOException {
    MemorySegment blocks = fixture(type + ".blocks");
    int n = type.blockElements();
    float[] expected = floats(type);
    float[] actual = new float[3 + 2 * n + 1];
    Arrays.fill(actual, 77f);
    Dequantization.decode(type, blocks, 5L * type.blockBytes(), actual, 3, 2 * n);
    assertThat(bits(Arrays.copyOfRange(actual, 3, 3 + 2 * n)))
        .isEqualTo(bits(Arrays.copyOfRange(expected, 5 * n, 7 * n)));
    assertThat(new float[] {actual[0], actual[2], actual[3 + 2 * n]})
        .containsExactly(77f, 77f, 77f);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void refusesBlocksThatAreNotThere(DType type) {
    MemorySegment one = MemorySegment.ofArray(new byte[type.blockBytes()]);
    float[] out = new float[2 * type.blockElements()];
    assertThatThrownBy(() -> Dequantization.decode(type, one, 0, out, 0, out.length))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Dequantization.decode(type, one, 0, new float[0], 0, 256))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesHalfABlock() {
    MemorySegment one = MemorySegment.ofArray(new byte[DType.Q4_K.blockBytes()]);
    assertThatThrownBy(() -> Dequantization.decode(DType.Q4_K, one, 0, new float[256], 0, 128))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("128 elements");
  }

  @Test
  void decodesEveryHalfExactly() {
    MemorySegment all = MemorySegment.ofArray(new byte[2 * 65536]);
    for (int bits = 0; bits < 65536; bits++) {
      all.set(Layouts.F16_LE, 2L * bits, (short) bits);
    }
    float[] out = new float[65536];
    float[] expected = new float[65536];
    Dequantization.decode(DType.F16, all, 0, out, 0, out.length);
    for (int bits = 0; bits < 65536; bits++) {
      int exponent = (bits >> 10) & 31;
      int fraction = bits & 1023;
      double size =
          switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> (1024 + fraction) * Math.scalb(1.0, exponent - 25);
          };
      expected[bits] = (float) (bits >= 32768 ? -size : size);
    }
    assertThat(bits(out)).isEqualTo(bits(expected));
  }

  /** The bits of each float; every NaN reads as one, since its payload means nothing here. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }

  private static float[] floats(DType type) throws IOException {
    MemorySegment bytes = fixture(type + ".f32");
    float[] values = new float[Math.toIntExact(bytes.byteSize() / 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.get(Layouts.F32_LE, 4L * i);
    }
    return values;
  }

  private static MemorySegment fixture(String name) throws IOException {
    try (InputStream in = DequantizationTest.class.getResourceAsStream("dequant/" + name)) {
      return MemorySegment.ofArray(Objects.requireNonNull(in, name).readAllBytes());
    }
  }
}
