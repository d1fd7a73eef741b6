package io.lethe.model;

import io.lethe.gguf.GgufFile;
import io.lethe.gguf.GgufTensor;
import io.lethe.tensor.Layouts;
import io.lethe.tensor.MatrixPacker;
import io.lethe.tensor.PackedMatrix;
import io.lethe.tensor.Workers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All matrices of a file, packed once and then mapped. Owns the map.
 *
 * <pre>
 * File   = Header Matrix*
 * Header = magic:"LETHEPAK" version:i32 zero:i32 length:i64 source:u8[32]    ; padded to 4096 bytes
 * Matrix = packed panels, padded to 64 bytes       ; in the order of the tensors of the source
 * </pre>
 *
 * The source is named by a SHA-256 over its path, length, time of change and tensor table. A file
 * with another header is written anew; it appears under its name only when it is whole.
 */
final class PackedWeights implements AutoCloseable {
  private static final byte[] MAGIC = "LETHEPAK".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 3;
  private static final int HEADER_BYTES = 4096;
  private static final int ALIGNMENT = 64;

  private final Arena arena;
  private final Map<String, PackedMatrix> matrices;

  private PackedWeights(Arena arena, Map<String, PackedMatrix> matrices) {
    this.arena = arena;
    this.matrices = matrices;
  }

  PackedMatrix matrix(String name) {
    PackedMatrix matrix = matrices.get(name);
    if (matrix == null) {
      throw new ModelException.Malformed("found no matrix " + name);
    }
    return matrix;
  }

  /**
   * Maps the packed weights of a file from {@code directory}, packing them first where they are
   * missing; without a directory they are packed into memory.
   *
   * @param progress told the share that is done, 0 to 1, while packing
   */
  static PackedWeights open(
      GgufFile file, @Nullable Path directory, Workers workers, DoubleConsumer progress) {
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try {
      MemorySegment packed =
          directory == null ? null : stored(file, directory, arena, workers, progress);
      if (packed == null) {
        packed = arena.allocate(length(file), ALIGNMENT);
        pack(file, packed, workers, progress);
      }
      PackedWeights weights = new PackedWeights(arena, matrices(file, packed));
      opened = true;
      return weights;
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  /** The mapped file, or null where the directory cannot be written. */
  private static @Nullable MemorySegment stored(
      GgufFile file, Path directory, Arena arena, Workers workers, DoubleConsumer progress) {
    byte[] source = source(file);
    Path path = directory.resolve(HexFormat.of().formatHex(source, 0, 16) + ".packed");
    long length = length(file);
    try {
      if (Files.exists(path)) {
        MemorySegment packed = map(path, arena, MapMode.READ_ONLY);
        if (isWhole(packed, length, source)) {
          return packed;
        }
      }
      Files.createDirectories(directory);
      if (Files.getFileStore(directory).getUsableSpace() < length + (64L << 20)) {
        return null;
      }
      Path part = Files.createTempFile(directory, "packing-", ".part");
      try {
        write(file, part, length, source, workers, progress);
        move(part, path);
      } finally {
        Files.deleteIfExists(part);
      }
      return map(path, arena, MapMode.READ_ONLY);
    } catch (IOException e) {
      System.getLogger(PackedWeights.class.getName())
          .log(System.Logger.Level.WARNING, "packed weights are kept in memory: {0}", e.toString());
      return null;
    }
  }

  private static void move(Path part, Path path) throws IOException {
    try {
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static MemorySegment map(Path path, Arena arena, MapMode mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(mode, 0, channel.size(), arena);
    }
  }

  private static void write(
      GgufFile file,
      Path part,
      long length,
      byte[] source,
      Workers workers,
      DoubleConsumer progress)
      throws IOException {
    try (Arena writing = Arena.ofShared();
        FileChannel channel =
            FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment packed = channel.map(MapMode.READ_WRITE, 0, length, writing);
      pack(file, packed, workers, progress);
      MemorySegment.copy(MAGIC, 0, packed, Layouts.I8, 0, MAGIC.length);
      packed.set(Layouts.I32_LE, 8, VERSION);
      packed.set(Layouts.I64_LE, 16, length);
      MemorySegment.copy(source, 0, packed, Layouts.I8, 24, source.length);
      packed.force();
    }
  }

  private static boolean isWhole(MemorySegment packed, long length, byte[] source) {
    return packed.byteSize() == length
        && packed.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) == -1
        && packed.get(Layouts.I32_LE, 8) == VERSION
        && packed.get(Layouts.I64_LE, 16) == length
        && packed.asSlice(24, source.length).mismatch(MemorySegment.ofArray(source)) == -1;
  }

  private static byte[] source(GgufFile file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      StringBuilder text = new StringBuilder();
      Path path = file.path().toRealPath();
      text.append(path)
          .append('\n')
          .append(Files.getLastModifiedTime(path))
          .append('\n')
          .append(file.byteSize());
      for (GgufTensor tensor : file.tensors()) {
        text.append('\n')
            .append(tensor.name())
            .append(tensor.typeName())
            .append(tensor.shape())
            .append(tensor.offsetBytes());
      }
      return digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new ModelException.Unreadable(file.path(), e);
    }
  }

  /**
   * Whether a tensor is the right side of products; an embedding with an output beside it is only
   * looked up.
   */
  private static boolean isMatrix(GgufFile file, GgufTensor tensor) {
    return tensor.shape().size() == 2
        && tensor.unsupported().isEmpty()
        && !(tensor.name().equals("token_embd.weight")
            && file.findTensor("output.weight").isPresent());
  }

  private static long length(GgufFile file) {
    long length = HEADER_BYTES;
    for (GgufTensor tensor : file.tensors()) {
      length += isMatrix(file, tensor) ? paddedBytes(tensor) : 0;
    }
    return length;
  }

  private static long bytes(GgufTensor tensor) {
    return PackedMatrix.packedBytes(
        tensor.type(), Math.toIntExact(tensor.rows()), Math.toIntExact(tensor.columns()));
  }

  private static long paddedBytes(GgufTensor tensor) {
    return (bytes(tensor) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static void pack(
      GgufFile file, MemorySegment packed, Workers workers, DoubleConsumer progress) {
    long offset = HEADER_BYTES;
    for (GgufTensor tensor : file.tensors()) {
      if (isMatrix(file, tensor)) {
        MatrixPacker.pack(
            tensor.type(),
            Math.toIntExact(tensor.rows()),
            Math.toIntExact(tensor.columns()),
            tensor.data(),
            packed.asSlice(offset, bytes(tensor)),
            workers);
        offset += paddedBytes(tensor);
        progress.accept((double) offset / packed.byteSize());
      }
    }
  }

  private static Map<String, PackedMatrix> matrices(GgufFile file, MemorySegment packed) {
    Map<String, PackedMatrix> matrices = new LinkedHashMap<>();
    long offset = HEADER_BYTES;
    for (GgufTensor tensor : file.tensors()) {
      if (isMatrix(file, tensor)) {
        matrices.put(
            tensor.name(),
            PackedMatrix.of(
                tensor.type(),
                Math.toIntExact(tensor.rows()),
                Math.toIntExact(tensor.columns()),
                packed.asSlice(offset, bytes(tensor))));
        offset += paddedBytes(tensor);
      }
    }
    return matrices;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
