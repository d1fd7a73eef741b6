package io.lethe.model;

import io.lethe.gguf.GgufFile;
import io.lethe.gguf.GgufTensor;
import io.lethe.tensor.MatrixPacker;
import io.lethe.tensor.PackedMatrix;
import io.lethe.tensor.Workers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All matrices of a file, packed once and then mapped. Owns the map.
 *
 * <p>The packed file is named after the path of its source, and knows it by a SHA-256 over path,
 * length, time of change and tensor table; one made from anything else is written anew in its
 * place. Whatever goes wrong with it, weights are packed into memory instead.
 */
final class PackedWeights implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  /** Memory that packing into a file takes; large enough that all workers have panels to pack. */
  private static final long PIECE_BYTES = 16L << 20;

  /** Left free on a disk when weights are stored there. */
  private static final long SPARE_BYTES = 64L << 20;

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

  /** The mapped file, or null where it cannot be written or read. */
  private static @Nullable MemorySegment stored(
      GgufFile file, Path directory, Arena arena, Workers workers, DoubleConsumer progress) {
    try {
      Path real = file.path().toRealPath();
      String name = HexFormat.of().formatHex(sha256(real.toString()), 0, 16) + PackedFile.SUFFIX;
      Path path = directory.resolve(name);
      byte[] source = source(file, real);
      MemorySegment mapped = PackedFile.map(path, source, length(file), arena).orElse(null);
      if (mapped == null) {
        write(file, directory, name, source, workers, progress);
        mapped = PackedFile.map(path, source, length(file), arena).orElse(null);
      }
      return mapped;
    } catch (IOException e) {
      System.getLogger(PackedWeights.class.getName())
          .log(Level.WARNING, "packed weights are kept in memory: {0}", e.toString());
      return null;
    }
  }

  private static void write(
      GgufFile file,
      Path directory,
      String name,
      byte[] source,
      Workers workers,
      DoubleConsumer progress)
      throws IOException {
    long length = length(file);
    try (PackedFile out = PackedFile.create(directory, name);
        Arena packing = Arena.ofShared()) {
      long free = Files.getFileStore(directory).getUsableSpace();
      if (free < length + SPARE_BYTES) {
        throw new IOException(
            "found " + free + " bytes free in " + directory + ", wanted " + (length + SPARE_BYTES));
      }
      MemorySegment buffer = packing.allocate(largestPiece(file), ALIGNMENT);
      long end = PackedFile.HEADER_BYTES;
      for (GgufTensor tensor : matrixTensors(file)) {
        writePieces(tensor, out, buffer, workers);
        end += paddedBytes(tensor);
        out.padTo(end);
        progress.accept((double) end / length);
      }
      out.finish(source);
    }
  }

  /** Packs and writes some panels at a time; panels do not depend on each other. */
  private static void writePieces(
      GgufTensor tensor, PackedFile out, MemorySegment buffer, Workers workers) throws IOException {
    int rows = Math.toIntExact(tensor.rows());
    int columns = Math.toIntExact(tensor.columns());
    int step = pieceRows(tensor);
    for (int row = 0; row < rows; row += step) {
      int count = Math.min(step, rows - row);
      long bytes = PackedMatrix.packedBytes(tensor.type(), count, columns);
      MemorySegment piece = buffer.asSlice(0, bytes).fill((byte) 0);
      MatrixPacker.pack(
          tensor.type(),
          count,
          columns,
          tensor.data().asSlice(row * tensor.type().bytes(columns)),
          piece,
          workers);
      out.write(piece);
    }
  }

  private static int pieceRows(GgufTensor tensor) {
    int panel = PackedMatrix.PANEL_ROWS;
    long panels = Math.max(1, PIECE_BYTES / packedBytes(tensor, panel));
    return (int) Math.min(panels, Integer.MAX_VALUE / panel) * panel;
  }

  private static long largestPiece(GgufFile file) {
    return matrixTensors(file).stream()
        .mapToLong(t -> packedBytes(t, (int) Math.min(pieceRows(t), t.rows())))
        .max()
        .orElse(1);
  }

  private static byte[] source(GgufFile file, Path real) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(real)
        .append('\n')
        .append(Files.getLastModifiedTime(real))
        .append('\n')
        .append(file.byteSize());
    for (GgufTensor tensor : file.tensors()) {
      text.append('\n')
          .append(tensor.name())
          .append(tensor.typeName())
          .append(tensor.shape())
          .append(tensor.offsetBytes());
    }
    return sha256(text.toString());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The tensors that are the right side of products; an embedding with an output beside it is only
   * looked up.
   */
  private static List<GgufTensor> matrixTensors(GgufFile file) {
    boolean tied = file.findTensor("output.weight").isEmpty();
    return file.tensors().stream()
        .filter(t -> t.shape().size() == 2 && t.unsupported().isEmpty())
        .filter(t -> tied || !t.name().equals("token_embd.weight"))
        .toList();
  }

  private static long length(GgufFile file) {
    return PackedFile.HEADER_BYTES
        + matrixTensors(file).stream().mapToLong(PackedWeights::paddedBytes).sum();
  }

  private static long packedBytes(GgufTensor tensor, int rows) {
    return PackedMatrix.packedBytes(tensor.type(), rows, Math.toIntExact(tensor.columns()));
  }

  private static long bytes(GgufTensor tensor) {
    return packedBytes(tensor, Math.toIntExact(tensor.rows()));
  }

  private static long paddedBytes(GgufTensor tensor) {
    return Math.ceilDiv(bytes(tensor), ALIGNMENT) * ALIGNMENT;
  }

  private static void pack(
      GgufFile file, MemorySegment packed, Workers workers, DoubleConsumer progress) {
    long offset = PackedFile.HEADER_BYTES;
    for (GgufTensor tensor : matrixTensors(file)) {
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

  private static Map<String, PackedMatrix> matrices(GgufFile file, MemorySegment packed) {
    Map<String, PackedMatrix> matrices = new LinkedHashMap<>();
    long offset = PackedFile.HEADER_BYTES;
    for (GgufTensor tensor : matrixTensors(file)) {
      matrices.put(
          tensor.name(),
          PackedMatrix.of(
              tensor.type(),
              Math.toIntExact(tensor.rows()),
              Math.toIntExact(tensor.columns()),
              packed.asSlice(offset, bytes(tensor))));
      offset += paddedBytes(tensor);
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
