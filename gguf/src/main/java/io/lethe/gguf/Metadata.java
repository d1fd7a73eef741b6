package io.lethe.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of a GGUF file, in the file's order. A view: valid until its {@link GgufFile}
 * is closed. Values are decoded at every call, so a caller keeps what it needs more than once.
 *
 * <p>Each kind has two accessors: {@code string(key)} insists, {@code findString(key)} allows the
 * key to be missing. Both throw {@link GgufException.WrongMetadata} for another kind of value.
 * Integers of any width and sign read as {@code long}, f32 and f64 as {@code double}; an integer is
 * not a real.
 */
public final class Metadata {
  private final Path file;
  private final MemorySegment bytes;
  private final Map<String, StoredValue> values;

  Metadata(Path file, MemorySegment bytes, Map<String, StoredValue> values) {
    this.file = file;
    this.bytes = bytes;
    this.values = values;
  }

  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  public boolean contains(String key) {
    return values.containsKey(key);
  }

  public String string(String key) {
    return insist(key, Kind.STRING).strings(file, bytes).getFirst();
  }

  public long integer(String key) {
    return insist(key, Kind.INTEGER).integers(file, bytes)[0];
  }

  public double real(String key) {
    return insist(key, Kind.REAL).reals(file, bytes)[0];
  }

  public boolean bool(String key) {
    return insist(key, Kind.BOOL).bools(file, bytes)[0];
  }

  public List<String> strings(String key) {
    return insist(key, Kind.STRINGS).strings(file, bytes);
  }

  public long[] integers(String key) {
    return insist(key, Kind.INTEGERS).integers(file, bytes);
  }

  public double[] reals(String key) {
    return insist(key, Kind.REALS).reals(file, bytes);
  }

  public boolean[] bools(String key) {
    return insist(key, Kind.BOOLS).bools(file, bytes);
  }

  public Optional<String> findString(String key) {
    return contains(key) ? Optional.of(string(key)) : Optional.empty();
  }

  public OptionalLong findInteger(String key) {
    return contains(key) ? OptionalLong.of(integer(key)) : OptionalLong.empty();
  }

  public OptionalDouble findReal(String key) {
    return contains(key) ? OptionalDouble.of(real(key)) : OptionalDouble.empty();
  }

  public Optional<Boolean> findBool(String key) {
    return contains(key) ? Optional.of(bool(key)) : Optional.empty();
  }

  public Optional<List<String>> findStrings(String key) {
    return contains(key) ? Optional.of(strings(key)) : Optional.empty();
  }

  public Optional<long[]> findIntegers(String key) {
    return contains(key) ? Optional.of(integers(key)) : Optional.empty();
  }

  public Optional<double[]> findReals(String key) {
    return contains(key) ? Optional.of(reals(key)) : Optional.empty();
  }

  public Optional<boolean[]> findBools(String key) {
    return contains(key) ? Optional.of(bools(key)) : Optional.empty();
  }

  /** Every entry as a line for people, in the file's order. */
  public List<MetadataEntry> entries() {
    return values.values().stream()
        .map(value -> new MetadataEntry(value.key(), value.describe(), value.preview(file, bytes)))
        .toList();
  }

  private StoredValue insist(String key, Kind wanted) {
    @Nullable StoredValue value = values.get(key);
    if (value == null) {
      throw new GgufException.WrongMetadata(file, key, "no such key", wanted.label);
    }
    if (!wanted.accepts(value)) {
      throw new GgufException.WrongMetadata(file, key, value.describe(), wanted.label);
    }
    return value;
  }

  private enum Kind {
    STRING("a string"),
    INTEGER("an integer"),
    REAL("an f32 or f64"),
    BOOL("a bool"),
    STRINGS("an array of strings"),
    INTEGERS("an array of integers"),
    REALS("an array of f32 or f64"),
    BOOLS("an array of bools");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    private boolean accepts(StoredValue value) {
      ValueType element = value.element();
      return switch (this) {
        case STRING -> !value.isArray() && element == ValueType.STRING;
        case INTEGER -> !value.isArray() && element.isInteger();
        case REAL -> !value.isArray() && element.isReal();
        case BOOL -> !value.isArray() && element == ValueType.BOOL;
        case STRINGS -> value.isArray() && element == ValueType.STRING;
        case INTEGERS -> value.isArray() && element.isInteger();
        case REALS -> value.isArray() && element.isReal();
        case BOOLS -> value.isArray() && element == ValueType.BOOL;
      };
    }
  }
}
