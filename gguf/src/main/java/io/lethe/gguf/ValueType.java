package io.lethe.gguf;

import java.util.Optional;

/** The kinds of metadata values, in the order of their numbers in the file, from 0. */
enum ValueType {
  U8(1),
  I8(1),
  U16(2),
  I16(2),
  U32(4),
  I32(4),
  F32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  U64(8),
  I64(8),
  F64(8);

  private static final ValueType[] BY_NUMBER = values();

  private final int leastBytes;

  ValueType(int leastBytes) {
    this.leastBytes = leastBytes;
  }

  static Optional<ValueType> of(int number) {
    return number >= 0 && number < BY_NUMBER.length
        ? Optional.of(BY_NUMBER[number])
        : Optional.empty();
  }

  /** Bytes of one value; for strings and arrays, of the empty one. */
  int leastBytes() {
    return leastBytes;
  }

  boolean isFixedSize() {
    return this != STRING && this != ARRAY;
  }

  boolean isInteger() {
    return switch (this) {
      case U8, I8, U16, I16, U32, I32, U64, I64 -> true;
      case F32, F64, BOOL, STRING, ARRAY -> false;
    };
  }

  boolean isReal() {
    return this == F32 || this == F64;
  }

  /** As it reads in messages and listings: {@code u32}, {@code string}. */
  String label() {
    return switch (this) {
      case U8 -> "u8";
      case I8 -> "i8";
      case U16 -> "u16";
      case I16 -> "i16";
      case U32 -> "u32";
      case I32 -> "i32";
      case U64 -> "u64";
      case I64 -> "i64";
      case F32 -> "f32";
      case F64 -> "f64";
      case BOOL -> "bool";
      case STRING -> "string";
      case ARRAY -> "array";
    };
  }
}
