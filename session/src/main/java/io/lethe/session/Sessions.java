package io.lethe.session;

import io.lethe.engine.Engine;
import io.lethe.engine.TokenSession;
import io.lethe.kv.BlockStore;
import io.lethe.trace.SessionListing;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceFolder;
import io.lethe.trace.TraceWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;

/**
 * The sessions of an engine, kept in a folder: traces in {@code sessions/}, columns in {@code
 * blocks/}. Where memory is short, sessions that were not used for longest are put aside on the
 * disk and come back when they are used; a new session that begins as an open one shares its
 * columns. Owns the thread that writes columns behind; close its sessions before it, and it before
 * the engine. Safe for many threads; each session is for one at a time.
 */
public final class Sessions implements AutoCloseable {
  /** What stored columns may take unless told otherwise: 8 GiB. */
  public static final long DEFAULT_BUDGET_BYTES = 8L << 30;

  private final Engine engine;
  private final String model;
  private final TraceFolder traces;
  private final WriteBehind kept;
  private final OpenSessions open;

  /**
   * @param model what to call the engine's model in traces
   * @param home the folder that holds {@code sessions/} and {@code blocks/}
   * @param budgetBytes the most that stored columns may take; the least recently used go first
   */
  public Sessions(Engine engine, String model, Path home, long budgetBytes, Clock clock) {
    this.engine = engine;
    this.model = model;
    this.traces = traces(home, clock);
    this.kept =
        new WriteBehind(
            new BlockStore(
                home.resolve("blocks"),
                engine.pool().shape(),
                WriteBehind.fingerprint(engine),
                budgetBytes));
    this.open = new OpenSessions(engine, kept);
    engine.addRelief(open);
    traces.rehearse();
  }

  /** The traces of a home, for those who need no engine. */
  public static TraceFolder traces(Path home, Clock clock) {
    return new TraceFolder(home.resolve("sessions"), clock);
  }

  public Engine engine() {
    return engine;
  }

  /** All sessions of the folder, those used last first. */
  public List<SessionListing> list() {
    return traces.list();
  }

  /** The folder of a session, for what belongs to it and is deleted with it. */
  public Path folder(String name) {
    return traces.session(name);
  }

  public boolean contains(String name) {
    return traces.contains(name);
  }

  /**
   * Begins a session.
   *
   * @throws io.lethe.trace.TraceException if the name is taken or no name
   */
  public Session create(String name, SessionOptions options) {
    TraceEvent.Opened opened = opened(options);
    TraceWriter trace = traces.create(name, opened);
    boolean created = false;
    try {
      Session session =
          new Session(
              this,
              name,
              trace,
              new SessionState(engine.tokenizer()),
              opened,
              engine.newSession(options.firstPosition()),
              new CacheOrigin.Live());
      created = true;
      return session;
    } finally {
      if (!created) {
        trace.close();
      }
    }
  }

  /**
   * A session that was written down.
   *
   * @param tokens that were read and written in it
   * @param columns that are left of them
   */
  public record Noted(int tokens, int columns) {}

  /**
   * Writes down a session that took place elsewhere, in which the policies of the options chose
   * before each turn what went. Computes nothing: who opens it reads all of it in as few batches as
   * it can.
   *
   * @param turns one or more
   * @throws io.lethe.trace.TraceException if the name is taken or no name
   */
  public Noted write(String name, SessionOptions options, List<GivenTurn> turns) {
    SessionState state = new SessionState(engine.tokenizer());
    Rendering rendering = new Rendering(engine.chatFormat(), engine.tokenizer(), options.tools());
    List<TraceEvent> events =
        new GivenHistory(state, engine.tokenizer(), rendering, engine.trainedPositions(), options)
            .events(turns);
    boolean written = false;
    try (TraceWriter trace = traces.create(name, opened(options))) {
      trace.append(events.toArray(TraceEvent[]::new));
      written = true;
    } finally {
      if (!written && traces.contains(name)) {
        traces.remove(name);
      }
    }
    return new Noted(state.timeline().length(), state.columns());
  }

  private TraceEvent.Opened opened(SessionOptions options) {
    return new TraceEvent.Opened(
        model, engine.fingerprint().hex(), Engine.ARITHMETIC, "gguf", options.written());
  }

  /**
   * Goes on with a session: its columns are mapped from the disk, or computed again.
   *
   * @throws io.lethe.trace.TraceException if there is none, or it is damaged or in use
   * @throws SessionException.OtherModel if another model made it
   */
  public Session open(String name) {
    return open(name, traces.open(name));
  }

  private Session open(String name, TraceWriter.Continued continued) {
    boolean opened = false;
    try {
      Trace trace = continued.trace();
      Restoration.Restored restored = new Restoration(engine, kept).restore(name, trace);
      Session session =
          new Session(
              this,
              name,
              continued.writer(),
              SessionState.of(engine.tokenizer(), trace),
              trace.opened(),
              restored.session(),
              restored.origin());
      opened = true;
      return session;
    } finally {
      if (!opened) {
        continued.writer().close();
      }
    }
  }

  /** Deletes a session, which must not be open. Columns that others share stay. */
  public void remove(String name) {
    traces.remove(name);
  }

  /**
   * A session that begins as another one was after a turn, whose columns are computed from its
   * trace.
   *
   * @param turn the last turn that is kept
   */
  public Session forkAt(String from, int turn, String name) {
    int event = Replay.endOfTurn(traces.read(from), turn);
    return open(name, traces.fork(from, event, name));
  }

  /** A copy of a session that is open, sharing its columns. */
  Session fork(Session from, String name, TokenSession tokens, int event) {
    return adopt(from, name, tokens.fork(), event);
  }

  /**
   * A session that begins as another one was after an event.
   *
   * @param copy its columns, which it takes over; closed if that fails
   */
  Session adopt(Session from, String name, TokenSession copy, int event) {
    TraceWriter.Continued continued;
    try {
      continued = traces.fork(from.name(), event, name);
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
    boolean opened = false;
    try {
      SessionState state = SessionState.of(engine.tokenizer(), continued.trace());
      Session session =
          new Session(
              this, name, continued.writer(), state, from.opened(), copy, new CacheOrigin.Live());
      opened = true;
      return session;
    } finally {
      if (!opened) {
        copy.close();
        continued.writer().close();
      }
    }
  }

  /**
   * As {@link #forkAt(String, int, String)}, of a session that is open: shares its columns where
   * nothing of them was deleted since.
   */
  public Session forkAt(Session from, int turn, String name) {
    Trace trace = traces.read(from.name());
    int event = Replay.endOfTurn(trace, turn);
    long length = Replay.tokens(trace.until(event));
    boolean disturbed =
        trace.lines().stream()
            .filter(line -> line.number() > event)
            .anyMatch(line -> Replay.disturbs(line.event()));
    if (disturbed) {
      return open(name, traces.fork(from.name(), event, name));
    }
    return from.use(tokens -> {
      TokenSession copy = tokens.fork();
      copy.truncate((int) length);
      return adopt(from, name, copy, event);
    });
  }

  /** What a session has read and written, which may be in use. */
  public SessionView view(String name) {
    return view(name, traces.read(name));
  }

  /** What a session had read and written at the end of a trace. */
  public SessionView view(String name, Trace trace) {
    SessionState state = SessionState.of(engine.tokenizer(), trace);
    return new SessionView(name, trace.opened(), state, engine.tokenizer());
  }

  /** Reads the trace of a session, which may be in use. */
  public Trace trace(String name) {
    return traces.read(name);
  }

  /** Replays a session and compares; see {@link Replay}. */
  public Replay.Report replay(String name, Replay.Deletions deletions, OptionalInt until) {
    return new Replay(engine, deletions, until).run(name, traces.read(name), share -> {});
  }

  /** Brings the columns back of a session that was put aside. */
  Restoration.Restored restored(String name) {
    return new Restoration(engine, kept).restore(name, traces.read(name));
  }

  OpenSessions open() {
    return open;
  }

  WriteBehind kept() {
    return kept;
  }

  /** Waits until what sessions handed in is on the disk. */
  public void flush() {
    kept.flush();
  }

  @Override
  public void close() {
    engine.removeRelief(open);
    kept.close();
  }
}
