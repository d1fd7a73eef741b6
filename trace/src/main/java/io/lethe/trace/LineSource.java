package io.lethe.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Cuts a file into lines, one in memory at a time. Owns the open file. A line's bytes are valid
 * until the next one is asked for.
 */
final class LineSource implements AutoCloseable {
  private final Path file;
  private final InputStream in;
  private final byte[] chunk = new byte[1 << 16];
  private int from;
  private int to;
  private byte[] line = new byte[1 << 12];
  private int length;
  private int number;
  private boolean terminated;

  LineSource(Path file) throws IOException {
    this.file = file;
    this.in = Files.newInputStream(file);
  }

  /** Goes to the next line; false at the end of the file. */
  boolean next() throws IOException {
    length = 0;
    terminated = false;
    while (!terminated && fill()) {
      int end = from;
      while (end < to && chunk[end] != '\n') {
        end++;
      }
      take(end - from);
      terminated = end < to;
      from = terminated ? end + 1 : end;
    }
    if (terminated || length > 0) {
      number++;
      return true;
    }
    return false;
  }

  /** Whether the file goes on after this line. */
  boolean hasMore() throws IOException {
    return fill();
  }

  byte[] line() {
    return line;
  }

  int length() {
    return length;
  }

  /** From 1. */
  int number() {
    return number;
  }

  /** Whether the line ends in a newline. */
  boolean isTerminated() {
    return terminated;
  }

  private boolean fill() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, in.read(chunk));
    }
    return from < to;
  }

  private void take(int bytes) {
    if (bytes > TraceReader.MOST_LINE_BYTES - length) {
      throw new TraceException.Malformed(
          file,
          number + 1,
          "found more than %d bytes, wanted fewer in a line"
              .formatted(TraceReader.MOST_LINE_BYTES));
    }
    if (length + bytes > line.length) {
      line = Arrays.copyOf(line, Math.max(length + bytes, 2 * line.length));
    }
    System.arraycopy(chunk, from, line, length, bytes);
    length += bytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
