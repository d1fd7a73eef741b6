package io.lethe.gguf;

import io.lethe.tensor.DType;
import java.util.Optional;

/**
 * Every tensor type ggml has had, by number, so that one that is not decoded can still be named and
 * measured. Those Lethe decodes have the name of a {@link DType}.
 */
enum GgmlType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q4_2(4, 16, 10),
  Q4_3(5, 16, 12),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q8_1(9, 32, 36),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  Q8_K(15, 256, 292),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  Q4_0_4_4(31, 32, 18),
  Q4_0_4_8(32, 32, 18),
  Q4_0_8_8(33, 32, 18),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  IQ4_NL_4_4(36, 32, 18),
  IQ4_NL_4_8(37, 32, 18),
  IQ4_NL_8_8(38, 32, 18),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36),
  Q1_0(41, 128, 18);

  private static final GgmlType[] ALL = values();

  private final int number;
  private final int blockElements;
  private final int blockBytes;
  private final Optional<DType> dtype;

  GgmlType(int number, int blockElements, int blockBytes) {
    this.number = number;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.dtype = dtypeNamed(name());
  }

  static Optional<GgmlType> of(int number) {
    for (GgmlType type : ALL) {
      if (type.number == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  int blockElements() {
    return blockElements;
  }

  int blockBytes() {
    return blockBytes;
  }

  /** What Lethe decodes it as, if it does. */
  Optional<DType> dtype() {
    return dtype;
  }

  private static Optional<DType> dtypeNamed(String name) {
    for (DType type : DType.values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
