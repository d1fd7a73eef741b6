package io.lethe.trace;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file. Not a {@code FileChannel}: that is closed for good when its thread is interrupted, and
 * interrupting a thread is how people cancel an answer.
 */
final class FileJournal implements Journal {
  private final RandomAccessFile file;

  /** Opens a file, which is made if there is none. */
  FileJournal(Path path) throws IOException {
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  @Override
  public void append(byte[] bytes) throws IOException {
    file.seek(file.length());
    file.write(bytes);
    file.getFD().sync();
  }

  @Override
  public void cut(long length) throws IOException {
    file.setLength(length);
    file.getFD().sync();
  }

  @Override
  public long length() throws IOException {
    return file.length();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Makes the names in a folder durable, where the system can do so. */
  static void forceNames(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException _) {
      // Windows opens no folders; there the names are the file system's concern.
    }
  }
}
