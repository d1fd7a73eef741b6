package io.lethe.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of sessions: {@code NAME/trace.jsonl}, and beside it what else belongs to the session. A
 * session appears under its name only once its first event is durable. Immutable, for any threads
 * and processes at a time.
 */
public final class TraceFolder {
  /** How many characters a name has at most. */
  public static final int LONGEST_NAME = 80;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}");
  private static final String TRACE = "trace.jsonl";

  /** No name begins with a dot, so nobody takes this for a session. */
  private static final String UNFINISHED = ".unfinished-";

  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path folder;
  private final Clock clock;

  /**
   * The sessions in a folder, which is made when one is created.
   *
   * @param clock tells events their times
   */
  public TraceFolder(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Does what reading and writing take without touching a file, beside the caller: the first
   * session in a process opens faster then. Returns at once.
   */
  public void rehearse() {
    Thread.ofPlatform().daemon().name("lethe-rehearsal").start(Rehearsal::run);
  }

  /**
   * The folder of a session, whether there is one or not.
   *
   * @throws TraceException.WrongName if there can be none
   */
  public Path session(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new TraceException.WrongName(folder, name);
    }
    return folder.resolve(name);
  }

  /** Whether there is a session of this name. */
  public boolean contains(String name) {
    return Files.exists(trace(name));
  }

  /**
   * Begins a session.
   *
   * @throws TraceException.SessionExists if the name is taken
   */
  public TraceWriter create(String name, TraceEvent.Opened opened) {
    StateChain chain = new StateChain(opened.fingerprint(), opened.arithmetic());
    publish(name, LineCodec.encode(new TraceLine(0, now(), opened, chain.head())));
    return open(name).writer();
  }

  /**
   * Begins a session as a copy of another one, which may be in use meanwhile.
   *
   * @param event number of the last event to copy
   * @throws TraceException.SessionExists if the name is taken
   * @throws TraceException.NoSession if there is none to copy
   * @throws IllegalArgumentException if it has no such event
   */
  public TraceWriter.Continued fork(String from, int event, String name) {
    Trace copied = read(from).until(event);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    copied.lines().forEach(line -> bytes.writeBytes(LineCodec.encode(line)));
    TraceEvent forked = new TraceEvent.Forked(from, event);
    bytes.writeBytes(LineCodec.encode(new TraceLine(event + 1, now(), forked, copied.state())));
    publish(name, bytes.toByteArray());
    return open(name);
  }

  /**
   * Goes on with a session.
   *
   * @throws TraceException.NoSession if there is none
   * @throws TraceException if it is damaged, in use, or cannot be written
   */
  public TraceWriter.Continued open(String name) {
    requireSession(name);
    return TraceWriter.open(trace(name), clock);
  }

  /**
   * Reads a session, which may be in use meanwhile.
   *
   * @throws TraceException.NoSession if there is none
   * @throws TraceException if it is damaged
   */
  public Trace read(String name) {
    requireSession(name);
    return TraceReader.read(trace(name));
  }

  /**
   * All sessions, those used last first, the damaged ones at the end. Reads the ends of traces
   * only.
   */
  public List<SessionListing> list() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches() && contains(name))
          .map(this::listing)
          .sorted(Comparator.comparing(TraceFolder::lastUsed).reversed())
          .toList();
    } catch (IOException e) {
      throw new TraceException.Unreadable(folder, e);
    }
  }

  /**
   * Deletes a session with all that lies in its folder.
   *
   * @throws TraceException.NoSession if there is none
   * @throws TraceException.Locked if it is in use
   */
  public void remove(String name) {
    requireSession(name);
    try (TraceLock _ = TraceLock.of(trace(name), clock.instant())) {
      Path gone = unfinished();
      Files.move(session(name), gone, StandardCopyOption.ATOMIC_MOVE);
      FileJournal.forceNames(folder);
      delete(gone);
    } catch (IOException e) {
      throw new TraceException.Unwritable(session(name), e);
    }
  }

  private void publish(String name, byte[] lines) {
    Path session = session(name);
    if (Files.exists(session)) {
      throw new TraceException.SessionExists(session);
    }
    try {
      Files.createDirectories(folder);
      sweep();
      Path begun = unfinished();
      Files.createDirectory(begun);
      try (FileJournal journal = new FileJournal(begun.resolve(TRACE))) {
        journal.append(lines);
      }
      FileJournal.forceNames(begun);
      move(begun, session);
      FileJournal.forceNames(folder);
    } catch (IOException e) {
      throw new TraceException.Unwritable(session, e);
    }
  }

  private static void move(Path begun, Path session) throws IOException {
    try {
      Files.move(begun, session, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      delete(begun);
      if (Files.exists(session)) {
        throw new TraceException.SessionExists(session); // somebody was faster
      }
      throw e;
    }
  }

  /** Deletes what killed processes left behind. */
  private void sweep() throws IOException {
    Instant before = clock.instant().minus(ABANDONED);
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith(UNFINISHED)) {
          sweep(entry, before);
        }
      }
    }
  }

  private static void sweep(Path entry, Instant before) throws IOException {
    try {
      if (Files.getLastModifiedTime(entry).toInstant().isBefore(before)) {
        delete(entry);
      }
    } catch (NoSuchFileException _) {
      // Somebody finished it just now, or swept it too.
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private SessionListing listing(String name) {
    Path trace = trace(name);
    long bytes = 0;
    try (TraceEnds ends = new TraceEnds(trace)) {
      bytes = Files.size(trace);
      TraceEvent.Opened opened = TraceEnds.opened(trace);
      Instant lastUsed = ends.last(_ -> true).map(TraceLine::at).orElseThrow();
      int turns =
          ends.last(line -> line.event() instanceof TraceEvent.Generated)
              .map(line -> ((TraceEvent.Generated) line.event()).turn() + 1)
              .orElse(0);
      return new SessionListing.Sound(name, opened.model(), turns, lastUsed, bytes);
    } catch (IOException | TraceException | IllegalArgumentException e) {
      return new SessionListing.Damaged(name, String.valueOf(e.getMessage()), bytes);
    }
  }

  private static Instant lastUsed(SessionListing listing) {
    return switch (listing) {
      case SessionListing.Sound sound -> sound.lastUsed();
      case SessionListing.Damaged _ -> Instant.MIN;
    };
  }

  private void requireSession(String name) {
    if (!contains(name)) {
      throw new TraceException.NoSession(session(name));
    }
  }

  private Path trace(String name) {
    return session(name).resolve(TRACE);
  }

  private Path unfinished() {
    return folder.resolve(UNFINISHED + UUID.randomUUID());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
