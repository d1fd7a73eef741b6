package io.lethe.trace;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Looks at a trace from both ends, so that listing sessions does not read them. Checks the lines it
 * meets, but neither their numbers nor their chains. Owns the open file.
 */
final class TraceEnds implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final Path path;
  private final RandomAccessFile file;

  TraceEnds(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "r");
  }

  /** The event that opens the session. */
  static TraceEvent.Opened opened(Path path) throws IOException {
    try (LineSource source = new LineSource(path)) {
      if (source.next() && LineCodec.isWhole(source.line(), source.length())) {
        TraceLine line = LineCodec.decode(path, source.line(), source.length());
        if (line.event() instanceof TraceEvent.Opened opened) {
          return opened;
        }
      }
      throw new TraceException.Empty(path);
    }
  }

  /** The last whole line that is wanted. */
  Optional<TraceLine> last(Predicate<TraceLine> wanted) throws IOException {
    long end = file.length();
    boolean torn = true; // the very last line may be
    while (end > 0) {
      byte[] line = lineBefore(end);
      end -= line.length;
      int length = line.length - (line[line.length - 1] == '\n' ? 1 : 0);
      if (LineCodec.isWhole(line, length)) {
        TraceLine decoded = LineCodec.decode(path, line, length);
        if (wanted.test(decoded)) {
          return Optional.of(decoded);
        }
      } else if (!torn) {
        throw new IllegalArgumentException(
            "found a damaged line before byte " + (end + line.length) + ", wanted a whole one");
      }
      torn = false;
    }
    return Optional.empty();
  }

  /** The line that ends before a byte of the file, its newline included if it has one. */
  private byte[] lineBefore(long end) throws IOException {
    byte[] line = new byte[0];
    long start = end;
    while (start > 0 && line.length <= TraceReader.MOST_LINE_BYTES) {
      int count = (int) Math.min(CHUNK, start);
      byte[] longer = new byte[count + line.length];
      file.seek(start - count);
      file.readFully(longer, 0, count);
      System.arraycopy(line, 0, longer, count, line.length);
      start -= count;
      int newline = count - 1;
      while (newline >= 0 && (longer[newline] != '\n' || start + newline == end - 1)) {
        newline--;
      }
      if (newline >= 0) {
        return Arrays.copyOfRange(longer, newline + 1, longer.length);
      }
      line = longer;
    }
    if (line.length > TraceReader.MOST_LINE_BYTES) {
      throw new IllegalArgumentException(
          "found a line of more than %d bytes, wanted fewer"
              .formatted(TraceReader.MOST_LINE_BYTES));
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
