package io.lethe.gguf;

import io.lethe.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parses what stands before the tensors' bytes, all little-endian:
 *
 * <pre>
 * file    = "GGUF" version:u32 tensors:u64 entries:u64 entry* tensor* padding data
 * entry   = key:string type:u32 value
 * string  = length:u64 utf8
 * value   = number | string | array, by type
 * array   = type:u32 count:u64 value*
 * tensor  = name:string rank:u32 dim:u64* type:u32 offset:u64
 * </pre>
 */
final class HeaderReader {
  private static final int MAGIC = 0x46554747; // "GGUF"
  private static final long DEFAULT_ALIGNMENT = 32;
  private static final String ALIGNMENT_KEY = "general.alignment";

  /**
   * Far above any real file (hundreds of keys, thousands of tensors); bounds what a table costs.
   */
  private static final long MOST_LINES = 1 << 16;

  /** The format's own limit. */
  private static final long LONGEST_KEY = (1 << 16) - 1;

  /** ggml allows 64; longer names are harmless. */
  private static final long LONGEST_NAME = 1024;

  private static final int HIGHEST_RANK = 4;

  /** Arrays of arrays are legal and unused; no model nests deeper than one. */
  private static final int DEEPEST_ARRAY = 4;

  private final Cursor cursor;
  private final MemorySegment bytes;

  private HeaderReader(Path file, MemorySegment bytes) {
    this.cursor = new Cursor(file, bytes, 0);
    this.bytes = bytes;
  }

  static Header read(Path file, MemorySegment bytes) {
    return new HeaderReader(file, bytes).header();
  }

  private Header header() {
    magic();
    int version = version();
    long tensorCount = lines("tensor count", 8 + 4 + 4 + 8);
    long entryCount = lines("metadata count", 8 + 4 + 1);
    Map<String, StoredValue> metadata = metadata(entryCount);
    List<TensorEntry> tensors = tensors(tensorCount);
    long alignment = alignment(metadata);
    long dataOffset = (cursor.position() + alignment - 1) & -alignment;
    return new Header(version, metadata, tensors, alignment, dataOffset);
  }

  private void magic() {
    int magic = cursor.i32("magic");
    if (magic != MAGIC) {
      byte[] found = new byte[4];
      MemorySegment.copy(bytes, Layouts.I8, 0, found, 0, 4);
      throw cursor.malformed(0, quoted(found), "\"GGUF\"");
    }
  }

  private int version() {
    long at = cursor.position();
    int version = cursor.i32("version");
    if (version != 0 && (version & 0xFFFF) == 0) {
      throw cursor.malformed(
          at,
          "a big-endian file (version " + Integer.reverseBytes(version) + ")",
          "a little-endian one");
    }
    if (version != 2 && version != 3) {
      throw cursor.malformed(at, "version " + Integer.toUnsignedString(version), "2 or 3");
    }
    return version;
  }

  private long lines(String what, int leastBytes) {
    long at = cursor.position();
    long count = cursor.count(what, leastBytes);
    if (count > MOST_LINES) {
      throw cursor.malformed(at, count + " as " + what, "at most " + MOST_LINES);
    }
    return count;
  }

  private Map<String, StoredValue> metadata(long count) {
    Map<String, StoredValue> metadata = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      long at = cursor.position();
      String key = cursor.string("metadata key", LONGEST_KEY);
      if (metadata.put(key, value(key)) != null) {
        throw cursor.malformed(at, "key " + key + " again", "each key once");
      }
    }
    return metadata;
  }

  private StoredValue value(String key) {
    ValueType type = valueType(key);
    long start = cursor.position();
    if (type != ValueType.ARRAY) {
      skip(type, key, 0);
      return new StoredValue(key, type, type, 1, start);
    }
    ValueType element = valueType(key);
    long count = cursor.count("elements of " + key, element.leastBytes());
    long first = cursor.position();
    skipAll(element, count, key, 1);
    return new StoredValue(key, type, element, count, first);
  }

  private ValueType valueType(String key) {
    long at = cursor.position();
    int number = cursor.i32("value type of " + key);
    return ValueType.of(number)
        .orElseThrow(() ->
            cursor.malformed(
                at, "value type " + Integer.toUnsignedString(number) + " of " + key, "0 to 12"));
  }

  private void skip(ValueType type, String key, int depth) {
    switch (type) {
      case STRING -> cursor.skipString(key);
      case ARRAY -> {
        if (depth == DEEPEST_ARRAY) {
          throw cursor.malformed(
              cursor.position(), "arrays nested deeper in " + key, "at most " + DEEPEST_ARRAY);
        }
        ValueType element = valueType(key);
        skipAll(element, cursor.count("elements of " + key, element.leastBytes()), key, depth + 1);
      }
      case U8, I8, U16, I16, U32, I32, F32, BOOL, U64, I64, F64 ->
          cursor.skip(type.leastBytes(), key);
    }
  }

  private void skipAll(ValueType element, long count, String key, int depth) {
    if (element.isFixedSize()) {
      cursor.skip(count * element.leastBytes(), key);
      return;
    }
    if (element == ValueType.STRING) {
      new StringRun(cursor, bytes, key).skip(count);
      return;
    }
    for (long i = 0; i < count; i++) {
      skip(element, key, depth);
    }
  }

  private List<TensorEntry> tensors(long count) {
    List<TensorEntry> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < count; i++) {
      TensorEntry tensor = tensor();
      if (!names.add(tensor.name())) {
        throw cursor.malformed(
            tensor.at(), "tensor " + tensor.name() + " again", "each tensor once");
      }
      tensors.add(tensor);
    }
    return tensors;
  }

  private TensorEntry tensor() {
    long at = cursor.position();
    String name = cursor.string("tensor name", LONGEST_NAME);
    long rankAt = cursor.position();
    int rank = cursor.i32("rank of " + name);
    if (rank < 0 || rank > HIGHEST_RANK) {
      throw cursor.malformed(
          rankAt,
          Integer.toUnsignedString(rank) + " dimensions of " + name,
          "at most " + HIGHEST_RANK);
    }
    List<Long> shape = new ArrayList<>();
    long elements = 1;
    long product = 1; // with 1 for every 0, so that rows and columns cannot overflow either
    for (int i = 0; i < rank; i++) {
      long dimensionAt = cursor.position();
      long dimension = cursor.u64("dimension of " + name, Long.MAX_VALUE);
      if (dimension > Long.MAX_VALUE / product) {
        throw cursor.malformed(
            dimensionAt,
            "dimensions of " + name + " whose product passes 2^63: " + shape + " and " + dimension,
            "a number of elements");
      }
      elements *= dimension;
      product *= Math.max(dimension, 1);
      shape.add(dimension);
    }
    int type = cursor.i32("type of " + name);
    long offset = cursor.u64("offset of " + name, bytes.byteSize());
    return new TensorEntry(at, name, List.copyOf(shape), elements, type, offset);
  }

  private long alignment(Map<String, StoredValue> metadata) {
    if (!metadata.containsKey(ALIGNMENT_KEY)) {
      return DEFAULT_ALIGNMENT;
    }
    long alignment = new Metadata(cursor.file(), bytes, metadata).integer(ALIGNMENT_KEY);
    if (alignment <= 0 || alignment > 1 << 30 || Long.bitCount(alignment) != 1) {
      throw cursor.malformed(
          metadata.get(ALIGNMENT_KEY).offsetBytes(),
          alignment + " as " + ALIGNMENT_KEY,
          "a power of two up to 2^30");
    }
    return alignment;
  }

  private static String quoted(byte[] bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
      text.append(c >= ' ' && c < 127 ? String.valueOf(c) : "\\x%02x".formatted((int) c));
    }
    return text.append('"').toString();
  }
}
