package io.lethe.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Where a metadata value lies in the file: {@code count} values of {@code element} from {@code
 * offsetBytes}. Lengths were checked when it was passed over; contents are decoded when asked for,
 * so that a vocabulary of 260,000 strings costs nothing to a reader who wants the architecture.
 */
record StoredValue(String key, ValueType type, ValueType element, long count, long offsetBytes) {

  /**
   * More than this many elements are not turned into a Java array; vocabularies have 0.3 million.
   */
  static final long LONGEST_ARRAY = 1L << 24;

  private static final int PREVIEW_ELEMENTS = 5;
  private static final int PREVIEW_CHARACTERS = 80;

  /** As it reads in messages and listings: {@code u32}, {@code string[49152]}. */
  String describe() {
    return type == ValueType.ARRAY ? element.label() + "[" + count + "]" : type.label();
  }

  boolean isArray() {
    return type == ValueType.ARRAY;
  }

  List<String> strings(Path file, MemorySegment bytes) {
    Cursor cursor = cursor(file, bytes);
    return List.copyOf(new StringRun(cursor, bytes, key).decode(length(cursor)));
  }

  long[] integers(Path file, MemorySegment bytes) {
    Cursor cursor = cursor(file, bytes);
    long[] integers = new long[length(cursor)];
    for (int i = 0; i < integers.length; i++) {
      integers[i] =
          switch (element) {
            case U8 -> cursor.u8(key);
            case I8 -> (byte) cursor.u8(key);
            case U16 -> Short.toUnsignedInt((short) cursor.i16(key));
            case I16 -> cursor.i16(key);
            case U32 -> Integer.toUnsignedLong(cursor.i32(key));
            case I32 -> cursor.i32(key);
            case U64 -> cursor.u64(key, Long.MAX_VALUE);
            case I64 -> cursor.i64(key);
            case F32, F64, BOOL, STRING, ARRAY -> throw new AssertionError(describe());
          };
    }
    return integers;
  }

  double[] reals(Path file, MemorySegment bytes) {
    Cursor cursor = cursor(file, bytes);
    double[] reals = new double[length(cursor)];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = element == ValueType.F32 ? cursor.f32(key) : cursor.f64(key);
    }
    return reals;
  }

  boolean[] bools(Path file, MemorySegment bytes) {
    Cursor cursor = cursor(file, bytes);
    boolean[] bools = new boolean[length(cursor)];
    for (int i = 0; i < bools.length; i++) {
      long at = cursor.position();
      int value = cursor.u8(key);
      if (value > 1) {
        throw cursor.malformed(at, value + " as bool of " + key, "0 or 1");
      }
      bools[i] = value == 1;
    }
    return bools;
  }

  /** The value on one line, shortened to its first elements and characters. */
  String preview(Path file, MemorySegment bytes) {
    if (element == ValueType.ARRAY) {
      return "[...]";
    }
    long shown = Math.min(count, PREVIEW_ELEMENTS);
    StoredValue head = new StoredValue(key, type, element, shown, offsetBytes);
    List<String> texts =
        switch (element) {
          case STRING -> head.strings(file, bytes).stream().map(StoredValue::shortened).toList();
          case F32, F64 -> Arrays.stream(head.reals(file, bytes)).mapToObj(this::real).toList();
          case BOOL -> List.of(Arrays.toString(head.bools(file, bytes)).replaceAll("[\\[\\]]", ""));
          case U8, I8, U16, I16, U32, I32, U64, I64 ->
              Arrays.stream(head.integers(file, bytes)).mapToObj(Long::toString).toList();
          case ARRAY -> throw new AssertionError();
        };
    String list = String.join(", ", texts);
    return isArray() ? "[" + list + (count > shown ? ", ...]" : "]") : list;
  }

  private String real(double value) {
    return element == ValueType.F32 ? Float.toString((float) value) : Double.toString(value);
  }

  private static String shortened(String text) {
    String line = text.replace("\n", "\\n").replace("\r", "\\r");
    return line.codePointCount(0, line.length()) <= PREVIEW_CHARACTERS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, PREVIEW_CHARACTERS)) + "...";
  }

  private Cursor cursor(Path file, MemorySegment bytes) {
    return new Cursor(file, bytes, offsetBytes);
  }

  private int length(Cursor cursor) {
    if (count > LONGEST_ARRAY) {
      throw cursor.malformed(
          offsetBytes, count + " elements of " + key, "at most " + LONGEST_ARRAY);
    }
    return (int) count;
  }
}
