package io.lethe.model;

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

/** A well-formed GGUF file taken apart, to be put together again with lies in it. */
@SuppressWarnings("ByteBufferBackingArray") // all buffers here are wrapped or allocated
final class GgufEdit {
  private static final int UINT32 = 4;
  private static final int FLOAT32 = 6;
  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int UINT64 = 10;
  private static final int ALIGNMENT = 32;

  /** Sizes of the value types by number; strings and arrays have none. */
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  private record Value(int type, byte[] bytes) {}

  private record Tensor(long[] shape, int type, byte[] data) {}

  private final Map<String, Value> metadata = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  static GgufEdit of(Path file) {
    try {
      return new GgufEdit(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GgufEdit(ByteBuffer in) {
    in.position(8);
    long tensorCount = in.getLong();
    long entries = in.getLong();
    for (long i = 0; i < entries; i++) {
      String key = string(in);
      int type = in.getInt();
      int start = in.position();
      skip(in, type);
      metadata.put(key, new Value(type, Arrays.copyOfRange(in.array(), start, in.position())));
    }
    List<Long> offsets = new ArrayList<>();
    for (long i = 0; i < tensorCount; i++) {
      String name = string(in);
      long[] shape = new long[in.getInt()];
      Arrays.setAll(shape, d -> in.getLong());
      tensors.put(name, new Tensor(shape, in.getInt(), new byte[0]));
      offsets.add(in.getLong());
    }
    int data = aligned(in.position());
    int i = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      // Up to the next tensor: padding is harmless.
      int start = data + Math.toIntExact(offsets.get(i));
      int end = ++i < offsets.size() ? data + Math.toIntExact(offsets.get(i)) : in.limit();
      Tensor tensor = entry.getValue();
      entry.setValue(
          new Tensor(tensor.shape, tensor.type, Arrays.copyOfRange(in.array(), start, end)));
    }
  }

  List<String> tensorNames() {
    return List.copyOf(tensors.keySet());
  }

  GgufEdit with(String key, long value) {
    return put(key, UINT64, little(8).putLong(value));
  }

  GgufEdit with(String key, int value) {
    return put(key, UINT32, little(4).putInt(value));
  }

  GgufEdit with(String key, float value) {
    return put(key, FLOAT32, little(4).putFloat(value));
  }

  GgufEdit with(String key, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return put(key, STRING, little(8 + utf8.length).putLong(utf8.length).put(utf8));
  }

  GgufEdit without(String key) {
    metadata.remove(key);
    return this;
  }

  GgufEdit withoutTensor(String name) {
    tensors.remove(name);
    return this;
  }

  /** Another shape for the same bytes. */
  GgufEdit withShape(String name, long... shape) {
    tensors.computeIfPresent(name, (n, t) -> new Tensor(shape, t.type, t.data));
    return this;
  }

  GgufEdit withType(String name, int type) {
    tensors.computeIfPresent(name, (n, t) -> new Tensor(t.shape, type, t.data));
    return this;
  }

  /** The same shape filled with one f32. */
  GgufEdit withAll(String name, float value) {
    Tensor tensor = tensors.getOrDefault(name, new Tensor(new long[0], 0, new byte[0]));
    float[] values = new float[(int) elements(tensor.shape)];
    Arrays.fill(values, value);
    return withFloats(name, values, tensor.shape);
  }

  /** Another tensor under the same name, of f32. */
  GgufEdit withFloats(String name, float[] values, long... shape) {
    ByteBuffer data = little(4 * values.length);
    for (float value : values) {
      data.putFloat(value);
    }
    tensors.put(name, new Tensor(shape, 0, data.array()));
    return this;
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, (x, y) -> x * y);
  }

  Path writeTo(Path file) {
    int size = 1 << 16;
    for (Value value : metadata.values()) {
      size += value.bytes.length;
    }
    for (Tensor tensor : tensors.values()) {
      size += tensor.data.length + ALIGNMENT;
    }
    ByteBuffer out = little(size);
    out.putInt(0x46554747).putInt(3).putLong(tensors.size()).putLong(metadata.size());
    metadata.forEach((key, value) -> {
      put(out, key);
      out.putInt(value.type).put(value.bytes);
    });
    int offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      put(out, entry.getKey());
      out.putInt(tensor.shape.length);
      Arrays.stream(tensor.shape).forEach(out::putLong);
      out.putInt(tensor.type).putLong(offset);
      offset = aligned(offset + tensor.data.length);
    }
    for (Tensor tensor : tensors.values()) {
      out.position(aligned(out.position())).put(tensor.data);
    }
    try {
      return Files.write(file, Arrays.copyOf(out.array(), aligned(out.position())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GgufEdit put(String key, int type, ByteBuffer value) {
    metadata.put(key, new Value(type, value.array()));
    return this;
  }

  private static void put(ByteBuffer out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.putLong(utf8.length).put(utf8);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String string(ByteBuffer in) {
    byte[] utf8 = new byte[Math.toIntExact(in.getLong())];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static void skip(ByteBuffer in, int type) {
    if (type == STRING) {
      in.position(in.position() + 8 + Math.toIntExact(in.getLong(in.position())));
    } else if (type == ARRAY) {
      int element = in.getInt();
      for (long i = in.getLong(); i > 0; i--) {
        skip(in, element);
      }
    } else {
      in.position(in.position() + SIZES[type]);
    }
  }

  private static int aligned(int position) {
    return Math.ceilDiv(position, ALIGNMENT) * ALIGNMENT;
  }
}
