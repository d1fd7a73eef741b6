package io.lethe.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads traces, and believes nothing: checksums, numbers, references and chains are checked. A last
 * line that is not whole was never acknowledged and is passed over. Stateless, for any threads,
 * also while the trace is being written.
 */
public final class TraceReader {
  /** A line has fewer bytes: room for a million tokens and their text. */
  public static final int MOST_LINE_BYTES = 1 << 26;

  /** How far a file was good. */
  record Extent(Ledger ledger, StateChain chain, long bytes, Ending ending) {}

  /** How the good part of a file ends. */
  enum Ending {
    /** With a newline. */
    WHOLE,
    /** With a whole event, only its newline lacks. */
    UNTERMINATED
  }

  private TraceReader() {}

  /**
   * Reads a whole trace into memory.
   *
   * @throws TraceException if the file cannot be read, is damaged, or holds no event
   */
  public static Trace read(Path file) {
    List<TraceLine> lines = new ArrayList<>();
    scan(file, lines::add);
    return new Trace(lines);
  }

  /**
   * Reads a trace line by line, so that its length does not matter. Lines that were handed out
   * before an exception are good.
   *
   * @throws TraceException if the file cannot be read, is damaged, or holds no event
   */
  public static void stream(Path file, Consumer<TraceLine> reader) {
    scan(file, reader);
  }

  static Extent scan(Path file, Consumer<TraceLine> reader) {
    Ledger ledger = new Ledger();
    @Nullable StateChain chain = null;
    long bytes = 0;
    Ending ending = Ending.WHOLE;
    try (LineSource source = new LineSource(file)) {
      while (source.next()) {
        if (!LineCodec.isWhole(source.line(), source.length())) {
          if (source.hasMore() || LineCodec.beginsWhole(source.line(), source.length())) {
            throw new TraceException.Malformed(
                file,
                source.number(),
                "found a damaged line amid the file, wanted one that ends in its checksum");
          }
          break;
        }
        TraceLine line = decode(file, source);
        if (chain == null) {
          chain = opened(file, source.number(), line);
        }
        check(file, source.number(), line, ledger, chain);
        reader.accept(line);
        bytes += source.length() + (source.isTerminated() ? 1 : 0);
        ending = source.isTerminated() ? Ending.WHOLE : Ending.UNTERMINATED;
      }
    } catch (IOException e) {
      throw new TraceException.Unreadable(file, e);
    }
    if (chain == null) {
      throw new TraceException.Empty(file);
    }
    return new Extent(ledger, chain, bytes, ending);
  }

  private static TraceLine decode(Path file, LineSource source) {
    try {
      return LineCodec.decode(file, source.line(), source.length());
    } catch (IllegalArgumentException e) {
      throw malformed(file, source.number(), e);
    }
  }

  private static StateChain opened(Path file, int number, TraceLine line) {
    if (line.event() instanceof TraceEvent.Opened opened) {
      return new StateChain(opened.fingerprint(), opened.arithmetic());
    }
    throw new TraceException.Malformed(
        file,
        number,
        "found %s, wanted open as the first event"
            .formatted(Wanted.word(EventName.of(line.event()))));
  }

  private static void check(
      Path file, int number, TraceLine line, Ledger ledger, StateChain chain) {
    try {
      if (line.number() != ledger.events()) {
        throw new IllegalArgumentException(
            "found event %d, wanted event %d".formatted(line.number(), ledger.events()));
      }
      ledger.enter(line.event());
      chain.apply(line.event());
    } catch (IllegalArgumentException e) {
      throw malformed(file, number, e);
    }
    if (!chain.head().hex().equals(line.state().hex())) {
      throw new TraceException.Malformed(
          file,
          number,
          "found the chain %s, wanted %s after this event".formatted(line.state(), chain.head()));
    }
  }

  private static TraceException malformed(Path file, int number, RuntimeException cause) {
    TraceException malformed =
        new TraceException.Malformed(file, number, String.valueOf(cause.getMessage()));
    malformed.initCause(cause);
    return malformed;
  }
}
