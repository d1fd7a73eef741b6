package io.lethe.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Owns the file of a trace and writes at its end. An event is durable when {@link #append} returns.
 * After a failure to write it takes no further event: what lies on the disk is then uncertain, and
 * opening the trace again finds out. One writer a file, over all processes. For any threads.
 */
public final class TraceWriter implements AutoCloseable {
  /** A writer at the end of a trace, and what the trace held. */
  public record Continued(Trace trace, TraceWriter writer) {}

  private final Path file;
  private final TraceLock lock;
  private final Journal journal;
  private final Clock clock;
  private StateChain chain;
  private Ledger ledger;
  private boolean closed;
  private @Nullable IOException failure;

  TraceWriter(
      Path file, TraceLock lock, Journal journal, Clock clock, Ledger ledger, StateChain chain) {
    this.file = file;
    this.lock = lock;
    this.journal = journal;
    this.clock = clock;
    this.ledger = ledger;
    this.chain = chain;
  }

  /**
   * Begins a trace in a new file.
   *
   * @throws TraceException if there is a file, or it cannot be written
   */
  public static TraceWriter create(Path file, TraceEvent.Opened opened, Clock clock) {
    try {
      TraceLock lock = TraceLock.of(file, clock.instant());
      try {
        Files.createFile(file);
        StateChain chain = new StateChain(opened.fingerprint(), opened.arithmetic());
        Journal journal = new FileJournal(file);
        TraceWriter writer = new TraceWriter(file, lock, journal, clock, new Ledger(), chain);
        return opened(writer, opened);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (FileAlreadyExistsException _) {
      throw new TraceException.SessionExists(file);
    } catch (IOException e) {
      throw new TraceException.Unwritable(file, e);
    }
  }

  private static TraceWriter opened(TraceWriter writer, TraceEvent.Opened opened) {
    try {
      writer.append(opened);
      return writer;
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Goes on at the end of a trace, which is read and checked; a last line that is not whole is
   * taken away.
   *
   * @throws TraceException if the file is damaged, somebody writes it, or it cannot be written
   */
  public static Continued open(Path file, Clock clock) {
    if (!Files.exists(file)) {
      throw new TraceException.NoSession(file);
    }
    try {
      TraceLock lock = TraceLock.of(file, clock.instant());
      try {
        List<TraceLine> lines = new ArrayList<>();
        TraceReader.Extent extent = TraceReader.scan(file, lines::add);
        Journal journal = new FileJournal(file);
        mend(journal, extent);
        return new Continued(
            new Trace(lines),
            new TraceWriter(file, lock, journal, clock, extent.ledger(), extent.chain()));
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new TraceException.Unwritable(file, e);
    }
  }

  private static void mend(Journal journal, TraceReader.Extent extent) throws IOException {
    try {
      if (journal.length() > extent.bytes()) {
        journal.cut(extent.bytes());
      }
      switch (extent.ending()) {
        case WHOLE -> {}
        case UNTERMINATED -> journal.append(new byte[] {'\n'});
      }
    } catch (IOException e) {
      journal.close();
      throw e;
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** How many events there are; also the number that the next one gets. */
  public synchronized int events() {
    return ledger.events();
  }

  /** The name of the state after the last event. */
  public synchronized StateId state() {
    return chain.head();
  }

  /** The names of states up to now, for whoever looks for stored columns; goes on by itself. */
  public synchronized StateChain chain() {
    return chain.fork();
  }

  /**
   * Writes events, in one go; all are durable when this returns. Returns them as they stand in the
   * trace.
   *
   * @throws IllegalArgumentException if they cannot come next; nothing is written then
   * @throws TraceException.Unwritable if the system refuses, now or before
   */
  public synchronized List<TraceLine> append(TraceEvent... events) {
    if (failure != null) {
      throw new TraceException.Unwritable(file, failure);
    }
    Ledger after = ledger.copy();
    for (TraceEvent event : events) {
      after.enter(event);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    StateChain ahead = chain.attempt();
    List<TraceLine> lines = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (TraceEvent event : events) {
      ahead.apply(event);
      TraceLine line = new TraceLine(ledger.events() + lines.size(), now, event, ahead.head());
      bytes.writeBytes(encode(line));
      lines.add(line);
    }
    write(bytes.toByteArray());
    ledger = after;
    chain = ahead;
    return List.copyOf(lines);
  }

  private static byte[] encode(TraceLine line) {
    byte[] bytes = LineCodec.encode(line);
    if (bytes.length > TraceReader.MOST_LINE_BYTES) {
      throw new IllegalArgumentException(
          "found an event of %d bytes, wanted %d or fewer; append it in pieces"
              .formatted(bytes.length, TraceReader.MOST_LINE_BYTES));
    }
    return bytes;
  }

  private void write(byte[] bytes) {
    long before = -1;
    try {
      before = journal.length();
      journal.append(bytes);
    } catch (IOException e) {
      failure = e;
      takeBack(before);
      throw new TraceException.Unwritable(file, e);
    }
  }

  /** What nobody was told of should not be found later, if that can be helped. */
  private void takeBack(long length) {
    try {
      if (length >= 0) {
        journal.cut(length);
      }
    } catch (IOException e) {
      if (failure != null) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Lets the file go. Idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (failure == null) {
      failure = new IOException("a trace that was closed");
    }
    try (lock) {
      journal.close();
    } catch (IOException e) {
      throw new TraceException.Unwritable(file, e);
    }
  }
}
