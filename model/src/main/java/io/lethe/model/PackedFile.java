package io.lethe.model;

import io.lethe.tensor.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Packed weights on disk, little-endian:
 *
 * <pre>
 * File   = Header Piece* Table
 * Header = magic:"LETHEPAK" version:i32 pieces:i32 length:i64 source:u8[32]   ; padded to 4096 bytes
 * Table  = (end:i64 crc:i64){pieces}          ; CRC-32C of each piece, which starts where the last ended
 * </pre>
 *
 * A file is written beside its name and moved there when it is whole and on the disk. Opening one
 * reads its header only: it proves what the file was made from, and that it was finished. What a
 * disk did to it since is found by {@link #isDamaged}, which reads all of it.
 */
final class PackedFile implements AutoCloseable {
  /** Counts up with every change of the header, or of the layout of a packed matrix. */
  static final int VERSION = 4;

  static final String SUFFIX = ".packed";
  static final int HEADER_BYTES = 4096;
  static final int SOURCE_BYTES = 32;

  private static final byte[] MAGIC = "LETHEPAK".getBytes(StandardCharsets.US_ASCII);
  private static final String PART_PREFIX = "packing-";
  private static final String PART_SUFFIX = ".part";

  /**
   * A part file that nobody wrote to for so long was left by a process that was killed. Were its
   * writer only asleep, it would keep its weights in memory instead.
   */
  private static final Duration ABANDONED = Duration.ofMinutes(30);

  private record Piece(long end, long crc) {}

  private final Path path;
  private final Path part;
  private final FileChannel channel;
  private final List<Piece> pieces = new ArrayList<>();

  private PackedFile(Path path, Path part, FileChannel channel) {
    this.path = path;
    this.part = part;
    this.channel = channel;
  }

  /** Begins a file in a folder, and deletes what writers that died left there. */
  static PackedFile create(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    deleteAbandonedParts(folder);
    Path part = Files.createTempFile(folder, PART_PREFIX, PART_SUFFIX);
    FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
    channel.position(HEADER_BYTES);
    return new PackedFile(folder.resolve(name), part, channel);
  }

  /** Appends a piece. */
  void write(MemorySegment piece) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(piece.asByteBuffer());
    writeFully(piece.asByteBuffer());
    pieces.add(new Piece(channel.position(), crc.getValue()));
  }

  /** Appends zeros up to {@code position}, as a piece where there are any. */
  void padTo(long position) throws IOException {
    if (channel.position() < position) {
      write(MemorySegment.ofArray(new byte[Math.toIntExact(position - channel.position())]));
    }
  }

  /** Ends the file and gives it its name, in place of any other. */
  void finish(byte[] source) throws IOException {
    MemorySegment table = MemorySegment.ofArray(new byte[16 * pieces.size()]);
    for (int i = 0; i < pieces.size(); i++) {
      table.set(Layouts.I64_LE, 16L * i, pieces.get(i).end);
      table.set(Layouts.I64_LE, 16L * i + 8, pieces.get(i).crc);
    }
    writeFully(table.asByteBuffer());
    MemorySegment header = MemorySegment.ofArray(new byte[HEADER_BYTES]);
    MemorySegment.copy(MAGIC, 0, header, Layouts.I8, 0, MAGIC.length);
    header.set(Layouts.I32_LE, 8, VERSION);
    header.set(Layouts.I32_LE, 12, pieces.size());
    header.set(Layouts.I64_LE, 16, channel.position());
    MemorySegment.copy(source, 0, header, Layouts.I8, 24, SOURCE_BYTES);
    channel.position(0);
    writeFully(header.asByteBuffer());
    channel.force(true);
    channel.close();
    try {
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Deletes the part, unless the file was finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
  }

  /**
   * Maps a file that was made from {@code source} and finished; empty where there is none.
   *
   * @param body the size of header and pieces
   */
  static Optional<MemorySegment> map(Path path, byte[] source, long body, Arena arena)
      throws IOException {
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      channel.read(header, 0);
      MemorySegment start = MemorySegment.ofBuffer(header.rewind());
      if (!isHeader(start, channel.size())
          || start.asSlice(24, SOURCE_BYTES).mismatch(MemorySegment.ofArray(source)) != -1
          || bodyBytes(start) != body) {
        return Optional.empty();
      }
      return Optional.of(channel.map(MapMode.READ_ONLY, 0, body, arena));
    }
  }

  /** Whether any byte of the file is not what was written. Reads all of it. */
  static boolean isDamaged(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      if (file.byteSize() < HEADER_BYTES || !isHeader(file, file.byteSize())) {
        return true;
      }
      long table = bodyBytes(file);
      long start = HEADER_BYTES;
      for (long entry = table; entry < file.byteSize(); entry += 16) {
        long end = file.get(Layouts.I64_LE, entry);
        if (end < start || end > table) {
          return true;
        }
        if (crc(file.asSlice(start, end - start)) != file.get(Layouts.I64_LE, entry + 8)) {
          return true;
        }
        start = end;
      }
      return start != table;
    }
  }

  private static long crc(MemorySegment bytes) {
    CRC32C crc = new CRC32C();
    for (long o = 0; o < bytes.byteSize(); o += 1 << 24) {
      crc.update(bytes.asSlice(o, Math.min(1 << 24, bytes.byteSize() - o)).asByteBuffer());
    }
    return crc.getValue();
  }

  private static boolean isHeader(MemorySegment start, long fileBytes) {
    return start.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) == -1
        && start.get(Layouts.I32_LE, 8) == VERSION
        && start.get(Layouts.I32_LE, 12) >= 0
        && start.get(Layouts.I64_LE, 16) == fileBytes
        && bodyBytes(start) >= HEADER_BYTES;
  }

  private static long bodyBytes(MemorySegment header) {
    return header.get(Layouts.I64_LE, 16) - 16L * header.get(Layouts.I32_LE, 12);
  }

  private static void deleteAbandonedParts(Path folder) throws IOException {
    FileTime limit = FileTime.from(Instant.now().minus(ABANDONED));
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(folder, PART_PREFIX + "*" + PART_SUFFIX)) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).compareTo(limit) < 0) {
          Files.deleteIfExists(part);
        }
      }
    }
  }
}
