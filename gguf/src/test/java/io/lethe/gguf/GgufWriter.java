package io.lethe.gguf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Writes small GGUF files, and can lie in any field of them: every number of the header has a name,
 * such as {@code tensor count}, {@code length of key general.name} or {@code dimension 0 of a}.
 */
final class GgufWriter {
  /** A number of the header: {@code size} bytes from {@code at}. */
  record Field(String name, int at, int size) {}

  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final List<Runnable> entries = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<String, Long> lies = new LinkedHashMap<>();
  private int alignment = 32;

  private record Tensor(String name, int type, List<Long> shape, ByteBuffer data) {}

  /** One of everything: all kinds of values, supported tensors and an unsupported one. */
  static GgufWriter sample() {
    return new GgufWriter()
        .string("general.architecture", "llama")
        .alignment(32)
        .number("u8", ValueType.U8, 200)
        .number("i8", ValueType.I8, -100)
        .number("u16", ValueType.U16, 60_000)
        .number("i16", ValueType.I16, -30_000)
        .number("u32", ValueType.U32, 4_000_000_000L)
        .number("i32", ValueType.I32, -2_000_000_000)
        .number("u64", ValueType.U64, 5_000_000_000L)
        .number("i64", ValueType.I64, -5_000_000_000L)
        .number("f32", ValueType.F32, Float.floatToIntBits(0.1f))
        .number("f64", ValueType.F64, Double.doubleToLongBits(0.1))
        .number("bool", ValueType.BOOL, 1)
        .strings("tokens", "<s>", "", "Lèthe", "𝄞")
        .numbers("types", ValueType.I32, 3, -1, 1, 6)
        .numbers("scores", ValueType.F32, Float.floatToIntBits(-1.5f), 0, 1, 2)
        .numbers("layers", ValueType.BOOL, 1, 0, 1)
        .nested("nested", 2)
        .tensor("a", GgmlType.F32, 4, 2)
        .tensor("b", GgmlType.Q4_K, 256, 2)
        .tensor("c", GgmlType.Q8_0, 32)
        .tensor("d", GgmlType.IQ4_XS, 256);
  }

  GgufWriter string(String key, String value) {
    return entry(key, ValueType.STRING, () -> putString("length of value " + key, value));
  }

  GgufWriter alignment(int value) {
    alignment = value;
    return number("general.alignment", ValueType.U32, value);
  }

  GgufWriter number(String key, ValueType type, long bits) {
    return entry(key, type, () -> put("value " + key, type.leastBytes(), bits));
  }

  GgufWriter numbers(String key, ValueType type, long... bits) {
    return array(
        key, type, bits.length, i -> put("value " + key + " " + i, type.leastBytes(), bits[i]));
  }

  GgufWriter strings(String key, String... values) {
    return array(
        key,
        ValueType.STRING,
        values.length,
        i -> putString("length of value " + key + " " + i, values[i]));
  }

  /** Arrays in arrays, {@code depth} deep, the last one empty. */
  GgufWriter nested(String key, int depth) {
    return entry(
        key,
        ValueType.ARRAY,
        () -> {
          for (int i = 1; i < depth; i++) {
            put("element type " + i + " of " + key, 4, 9);
            put("count " + i + " of " + key, 8, 1);
          }
          put("element type " + depth + " of " + key, 4, 0);
          put("count " + depth + " of " + key, 8, 0);
        });
  }

  GgufWriter tensor(String name, GgmlType type, long... shape) {
    long elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    byte[] data = new byte[(int) (elements / type.blockElements() * type.blockBytes())];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 + name.hashCode());
    }
    return tensor(name, List.of(GgmlType.values()).indexOf(type), data, shape);
  }

  GgufWriter tensor(String name, int type, byte[] data, long... shape) {
    tensors.add(
        new Tensor(name, type, Arrays.stream(shape).boxed().toList(), ByteBuffer.wrap(data)));
    return this;
  }

  /** Puts another number where {@code field} stands, once all else is written. */
  GgufWriter lie(String field, long value) {
    lies.put(field, value);
    return this;
  }

  byte[] toBytes() {
    buffer.clear();
    fields.clear();
    buffer.put("GGUF".getBytes(StandardCharsets.US_ASCII));
    put("version", 4, 3);
    put("tensor count", 8, tensors.size());
    put("metadata count", 8, entries.size());
    entries.forEach(Runnable::run);
    int offset = 0;
    for (Tensor tensor : tensors) {
      putTensor(tensor, offset);
      offset = aligned(offset + tensor.data.remaining());
    }
    for (Tensor tensor : tensors) {
      pad();
      buffer.put(tensor.data.duplicate());
    }
    pad();
    lies.forEach(this::overwrite);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** The fields of the file that {@link #toBytes} wrote last. */
  List<Field> fields() {
    return List.copyOf(fields.values());
  }

  Path writeTo(Path file) {
    return write(file, toBytes());
  }

  static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GgufWriter entry(String key, ValueType type, Runnable value) {
    entries.add(() -> {
      putString("length of key " + key, key);
      put("value type of " + key, 4, number(type));
      value.run();
    });
    return this;
  }

  private GgufWriter array(String key, ValueType element, int count, Consumer<Integer> value) {
    return entry(
        key,
        ValueType.ARRAY,
        () -> {
          put("element type of " + key, 4, number(element));
          put("count of " + key, 8, count);
          for (int i = 0; i < count; i++) {
            value.accept(i);
          }
        });
  }

  private void putTensor(Tensor tensor, int offset) {
    String name = tensor.name;
    putString("length of name " + name, name);
    put("rank of " + name, 4, tensor.shape.size());
    for (int i = 0; i < tensor.shape.size(); i++) {
      put("dimension " + i + " of " + name, 8, tensor.shape.get(i));
    }
    put("type of " + name, 4, tensor.type);
    put("offset of " + name, 8, offset);
  }

  private void putString(String lengthField, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put(lengthField, 8, utf8.length);
    buffer.put(utf8);
  }

  private void put(String name, int size, long value) {
    fields.put(name, new Field(name, buffer.position(), size));
    buffer.put(littleEndian(value, size));
  }

  private void overwrite(String name, long value) {
    Field field = Objects.requireNonNull(fields.get(name), name);
    buffer.put(field.at, littleEndian(value, field.size));
  }

  private static int number(ValueType type) {
    return List.of(ValueType.values()).indexOf(type);
  }

  private void pad() {
    buffer.position(aligned(buffer.position()));
  }

  private int aligned(int position) {
    return alignment <= 0 ? position : (position + alignment - 1) / alignment * alignment;
  }

  static byte[] littleEndian(long value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return bytes;
  }
}
