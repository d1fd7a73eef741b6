package io.lethe.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write one trace. Held through the operating system, so it ends with the process,
 * however that ends; the lock file stays, and says who holds it.
 */
final class TraceLock implements AutoCloseable {
  private static final int LONGEST_NOTE = 1000;

  /**
   * The lock files that this process holds. On POSIX systems closing any channel of a file ends the
   * process's lock on it, even a channel that had been refused the lock: so this process must ask
   * itself before it opens the file.
   */
  private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

  private final Object key;
  private final FileChannel channel;

  private TraceLock(Object key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the lock of a trace.
   *
   * @throws TraceException.Locked if somebody holds it
   */
  static TraceLock of(Path trace, Instant now) throws IOException {
    Path file = trace.resolveSibling(trace.getFileName() + ".lock");
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException _) {
      // as it should be from the second time on
    }
    Object inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    Object key = inode == null ? file.toRealPath() : inode;
    if (!HELD.add(key)) {
      throw new TraceException.Locked(trace, "this process");
    }
    try {
      return new TraceLock(key, locked(trace, file, now));
    } catch (IOException | RuntimeException e) {
      HELD.remove(key);
      throw e;
    }
  }

  private static FileChannel locked(Path trace, Path file, Instant now) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new TraceException.Locked(trace, note(channel));
      }
      channel.truncate(0);
      channel.write(UTF_8.encode(note(now)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String note(Instant now) {
    ProcessHandle self = ProcessHandle.current();
    return "process %d (%s) since %s"
        .formatted(self.pid(), self.info().command().orElse("java"), now);
  }

  private static String note(FileChannel channel) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(LONGEST_NOTE);
    channel.read(note, 0);
    String text = UTF_8.decode(note.flip()).toString().strip();
    return text.isEmpty() ? "another process" : text;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.truncate(0);
    } catch (IOException _) {
      // the note is for people, and worth no error
    } finally {
      channel.close();
      HELD.remove(key);
    }
  }
}
