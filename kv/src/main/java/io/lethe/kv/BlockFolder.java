package io.lethe.kv;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files of a block store:
 *
 * <pre>
 * ID.block           a whole block; its time of modification is that of its last use
 * parts/PID-N.part   a block being written by the process PID; has its full length from the start
 * ledger             see {@link BlockBudget}
 * </pre>
 *
 * Other files are left alone. Safe for many threads and processes.
 */
final class BlockFolder {
  static final String SUFFIX = ".block";
  private static final String PART_SUFFIX = ".part";

  /**
   * A part so old has no writer, though its process number may be in use again: writing one takes
   * milliseconds, and minutes on the worst of disks.
   */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  /** Shared by all folders of the process, so that two of them on one path do not collide. */
  private static final AtomicLong PARTS = new AtomicLong();

  /** A whole block, as it was listed. */
  record Entry(BlockId id, long bytes, FileTime lastUse) {}

  private final Path folder;
  private final Path parts;
  private final AtomicLong clock = new AtomicLong();

  BlockFolder(Path folder) throws IOException {
    this.folder = folder;
    this.parts = folder.resolve("parts");
    Files.createDirectories(folder);
  }

  Path path() {
    return folder;
  }

  Path block(BlockId id) {
    return folder.resolve(id.hex() + SUFFIX);
  }

  Path ledger() {
    return folder.resolve("ledger");
  }

  /** All whole blocks, in no order. Those that vanish meanwhile are left out. */
  List<Entry> blocks() throws IOException {
    List<Entry> blocks = new ArrayList<>();
    for (Path file : list(folder, SUFFIX)) {
      String name = file.getFileName().toString();
      String hex = name.substring(0, name.length() - SUFFIX.length());
      if (BlockId.spells(hex)) {
        attributes(file)
            .filter(BasicFileAttributes::isRegularFile)
            .ifPresent(
                it -> blocks.add(new Entry(new BlockId(hex), it.size(), it.lastModifiedTime())));
      }
    }
    return blocks;
  }

  /** Bytes of all parts, those that nobody writes any more included. */
  long partBytes() throws IOException {
    long bytes = 0;
    for (Path part : list(parts, PART_SUFFIX)) {
      bytes += attributes(part).map(BasicFileAttributes::size).orElse(0L);
    }
    return bytes;
  }

  /** What a path is, if it is there. Does not follow links. */
  static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path folder, String suffix) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(folder, it -> it.toString().endsWith(suffix))) {
      stream.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException _) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  /** Makes a part of this length, to be written by this process. */
  Path createPart(long bytes) throws IOException {
    Files.createDirectories(parts);
    Path part =
        parts.resolve(ProcessHandle.current().pid() + "-" + PARTS.incrementAndGet() + PART_SUFFIX);
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
      file.setLength(bytes);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    return part;
  }

  /** Gives a part its final name, in place of any other file; the part is the latest used block. */
  void publish(Path part, BlockId id) throws IOException {
    touch(part);
    try {
      Files.move(part, block(id), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(part, block(id), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes a file the latest used one. Times of one process grow by a microsecond at least. */
  void touch(Path file) throws IOException {
    Instant now = Instant.now();
    long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    long time = clock.accumulateAndGet(micros, (last, next) -> Math.max(last + 1, next));
    Files.setLastModifiedTime(file, FileTime.from(time, TimeUnit.MICROSECONDS));
  }

  /** Deletes a block unless it was used since it was listed; returns the bytes that this freed. */
  long delete(Entry entry) throws IOException {
    Path file = block(entry.id());
    Optional<BasicFileAttributes> now = attributes(file);
    if (now.isEmpty() || !now.get().lastModifiedTime().equals(entry.lastUse())) {
      return 0;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      return 0; // a system that keeps open files from being deleted; another block will go
    }
    return now.get().size();
  }

  /** Deletes the parts whose writers are dead. */
  void deleteAbandonedParts() throws IOException {
    FileTime limit = FileTime.from(Instant.now().minus(ABANDONED));
    for (Path part : list(parts, PART_SUFFIX)) {
      Optional<BasicFileAttributes> found = attributes(part);
      if (found.isPresent()
          && (!isWriterAlive(part) || found.get().lastModifiedTime().compareTo(limit) < 0)) {
        Files.deleteIfExists(part);
      }
    }
  }

  private static boolean isWriterAlive(Path part) {
    String name = part.getFileName().toString();
    try {
      long pid = Long.parseLong(name.substring(0, Math.max(0, name.indexOf('-'))));
      return ProcessHandle.of(pid).isPresent();
    } catch (NumberFormatException _) {
      return true; // not a name of ours: its age decides
    }
  }
}
