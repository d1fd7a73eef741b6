package io.lethe.kv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Keeps the files of a {@link BlockFolder} within a number of bytes, by deleting the blocks whose
 * last use is the longest ago.
 *
 * <p>Processes share the ledger: a file with {@code total:i64 ~total:i64}, changed under the
 * system's lock on it. The total is never less than what lies in the folder: it grows before a file
 * does and shrinks after one went. Where it is more, because a process was killed in between or
 * somebody deleted files by hand, the next listing puts it right; every process lists the folder
 * before its first write, and again when it knows no more candidates. So a write costs one lock,
 * not one look at every file. Safe for many threads.
 */
final class BlockBudget {
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** What asking for room came to. */
  sealed interface Room {
    /** An empty file of the length asked for. */
    record Part(Path path) implements Room {}

    /** There is none: {@code heldBytes} can not be evicted. */
    record None(long heldBytes) implements Room {}
  }

  /** A step that is given the total and returns what it made of it. */
  private interface Entry<T> {
    T run(Ledger ledger) throws IOException;
  }

  private final BlockFolder folder;
  private final long bytes;
  private final Predicate<BlockId> isPinned;

  /** Blocks in the order of their last use, as of the last listing. */
  private final Deque<BlockFolder.Entry> oldest = new ArrayDeque<>();

  private boolean listed;

  BlockBudget(BlockFolder folder, long bytes, Predicate<BlockId> isPinned) {
    this.folder = folder;
    this.bytes = bytes;
    this.isPinned = isPinned;
  }

  /** Makes room for a file, by evicting blocks where needed, and makes the file. */
  Room reserve(long fileBytes) throws IOException {
    return locked(ledger -> {
      if (!listed || !ledger.isValid()) {
        list(ledger);
      }
      if (!canFree(ledger, fileBytes)) {
        list(ledger);
      }
      if (!canFree(ledger, fileBytes)) {
        return new Room.None(ledger.total() - evictableBytes());
      }
      evict(ledger, fileBytes);
      if (ledger.total() + fileBytes > bytes) {
        return new Room.None(ledger.total());
      }
      ledger.add(fileBytes);
      try {
        return new Room.Part(folder.createPart(fileBytes));
      } catch (IOException e) {
        ledger.add(-fileBytes);
        throw e;
      }
    });
  }

  private void evict(Ledger ledger, long fileBytes) throws IOException {
    boolean again = true;
    while (ledger.total() + fileBytes > bytes) {
      BlockFolder.Entry entry = oldest.poll();
      if (entry != null) {
        if (!isPinned.test(entry.id())) {
          ledger.add(-folder.delete(entry));
        }
      } else if (again) {
        again = false;
        list(ledger);
      } else {
        return;
      }
    }
  }

  private boolean canFree(Ledger ledger, long fileBytes) throws IOException {
    return ledger.total() + fileBytes <= bytes
        || ledger.total() - evictableBytes() + fileBytes <= bytes;
  }

  private long evictableBytes() {
    return oldest.stream()
        .filter(it -> !isPinned.test(it.id()))
        .mapToLong(BlockFolder.Entry::bytes)
        .sum();
  }

  private void list(Ledger ledger) throws IOException {
    folder.deleteAbandonedParts();
    oldest.clear();
    folder.blocks().stream()
        .sorted(Comparator.comparing(BlockFolder.Entry::lastUse).thenComparing(it -> it.id().hex()))
        .forEach(oldest::add);
    ledger.set(oldest.stream().mapToLong(BlockFolder.Entry::bytes).sum() + folder.partBytes());
    listed = true;
  }

  /** Gives a part its final name. */
  void publish(Path part, BlockId id) throws IOException {
    locked(ledger -> {
      long replaced =
          BlockFolder.attributes(folder.block(id)).map(BasicFileAttributes::size).orElse(0L);
      folder.publish(part, id);
      ledger.add(-replaced);
      return id;
    });
  }

  /** Deletes a part that will not be finished. */
  void abandon(Path part) throws IOException {
    locked(ledger -> {
      long freed = BlockFolder.attributes(part).map(BasicFileAttributes::size).orElse(0L);
      Files.deleteIfExists(part);
      ledger.add(-freed);
      return part;
    });
  }

  private synchronized <T> T locked(Entry<T> entry) throws IOException {
    // Closing any channel of a file ends the process's locks on it (POSIX), so a channel must not
    // be closed while another store of this process holds the lock: keep it and wait.
    Files.createDirectories(folder.path()); // somebody may have deleted all of the cache
    try (FileChannel channel =
        FileChannel.open(
            folder.ledger(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      while (true) {
        try (FileLock _ = channel.lock()) {
          return entry.run(new Ledger(channel));
        } catch (OverlappingFileLockException _) {
          LockSupport.parkNanos(POLL_NANOS);
        }
      }
    }
  }

  /** The total, while the lock is held. */
  private record Ledger(FileChannel channel) {
    private static final int BYTES = 2 * Long.BYTES;

    boolean isValid() throws IOException {
      ByteBuffer bytes = read();
      return channel.size() == BYTES
          && bytes.getLong(0) >= 0
          && bytes.getLong(0) == ~bytes.getLong(Long.BYTES);
    }

    long total() throws IOException {
      return read().getLong(0);
    }

    void add(long change) throws IOException {
      if (change != 0) {
        set(Math.max(0, total() + change));
      }
    }

    void set(long total) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(0, total).putLong(Long.BYTES, ~total);
      channel.truncate(BYTES);
      channel.write(bytes, 0);
    }

    private ByteBuffer read() throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(bytes, 0);
      return bytes;
    }
  }
}
