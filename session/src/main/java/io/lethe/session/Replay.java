package io.lethe.session;

import io.lethe.engine.Engine;
import io.lethe.engine.TokenSession;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceLine;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleConsumer;

/**
 * Runs a trace again and compares every token and the state. Batches may be others than they were:
 * no bit depends on them.
 */
public final class Replay {
  /** Whether deletions take place. */
  public enum Deletions {
    AS_RECORDED,
    /** What would have been if nothing had ever been deleted; nothing is compared. */
    LEFT_OUT
  }

  /**
   * What came of it.
   *
   * @param turns answers that were replayed
   * @param tokens that were read or written
   * @param checked tokens of the model that were chosen again
   * @param columns live ones at the end
   * @param digest of the state at the end, hexadecimal
   * @param seconds it took
   * @param statesCompared checkpoints whose digest was compared
   */
  public record Report(
      int turns,
      int tokens,
      int checked,
      int columns,
      String digest,
      double seconds,
      int statesCompared,
      Optional<Divergence> divergence) {}

  private final Engine engine;
  private final Deletions deletions;
  private final OptionalInt until;

  /**
   * @param until the last turn that is replayed; absent: all
   */
  public Replay(Engine engine, Deletions deletions, OptionalInt until) {
    this.engine = engine;
    this.deletions = deletions;
    this.until = until;
  }

  /**
   * @param progress told the share that is done, 0 to 1
   * @throws SessionException.OtherModel if the trace is another model's
   * @throws io.lethe.engine.EngineException.ContextFull if the pool has no room
   */
  public Report run(String name, Trace trace, DoubleConsumer progress) {
    Replayed replayed = session(name, trace, progress);
    replayed.session().close();
    return replayed.report();
  }

  /** A session at the end of a replay, the caller's to close, and what came of it. */
  public record Replayed(TokenSession session, Report report) {}

  /** As {@link #run}, and leaves the session open. */
  public Replayed session(String name, Trace trace, DoubleConsumer progress) {
    requireModel(engine, name, trace.opened());
    long start = System.nanoTime();
    List<TraceLine> lines = chosen(trace);
    TokenSession session = engine.newSession(SessionOptions.of(trace).firstPosition());
    boolean done = false;
    try {
      Reconstruction reconstruction = new Reconstruction(session);
      Optional<TraceEvent.Checkpoint> checkpoint =
          deletions == Deletions.LEFT_OUT ? Optional.empty() : lastCheckpoint(trace, lines);
      int turns = 0;
      for (int i = 0; i < lines.size(); i++) {
        TraceLine line = lines.get(i);
        reconstruction.apply(line);
        turns += line.event() instanceof TraceEvent.Generated ? 1 : 0;
        if (checkpoint.isPresent() && checkpoint.get().event() == line.number()) {
          reconstruction.compare(checkpoint.get());
        }
        progress.accept((double) i / lines.size());
      }
      reconstruction.settle();
      progress.accept(1);
      Report report =
          new Report(
              turns,
              session.length(),
              deletions == Deletions.LEFT_OUT ? 0 : reconstruction.checked(),
              session.liveColumns(),
              HexFormat.of().formatHex(session.stateDigest()),
              (System.nanoTime() - start) / 1e9,
              checkpoint.isPresent() ? 1 : 0,
              deletions == Deletions.LEFT_OUT ? Optional.empty() : reconstruction.divergence());
      done = true;
      return new Replayed(session, report);
    } finally {
      if (!done) {
        session.close();
      }
    }
  }

  private List<TraceLine> chosen(Trace trace) {
    Trace replayed = until.isPresent() ? trace.until(endOfTurn(trace, until.getAsInt())) : trace;
    return replayed.lines().stream()
        .filter(line ->
            deletions == Deletions.AS_RECORDED
                || !(line.event() instanceof TraceEvent.Deleted
                    || line.event() instanceof TraceEvent.Closed))
        .toList();
  }

  /**
   * The number of the event that answered a turn, or the last one before it; 0 if there is none.
   */
  static int endOfTurn(Trace trace, int turn) {
    int event = 0;
    for (TraceLine line : trace.lines()) {
      if (line.event() instanceof TraceEvent.Generated generated && generated.turn() <= turn) {
        event = line.number();
      }
    }
    return event;
  }

  /** How many tokens were read and written, and not taken away. */
  static long tokens(Trace trace) {
    long tokens = 0;
    for (TraceEvent event : trace.events()) {
      tokens = tokensAfter(event, tokens);
    }
    return tokens;
  }

  /** How many tokens a session has after an event, forgotten ones included. */
  static long tokensAfter(TraceEvent event, long before) {
    return switch (event) {
      case TraceEvent.Appended appended -> before + appended.tokens().size();
      case TraceEvent.Generated generated -> before + generated.tokens().size();
      case TraceEvent.Truncated truncated -> truncated.length();
      case TraceEvent.Opened _,
          TraceEvent.Deleted _,
          TraceEvent.Closed _,
          TraceEvent.Pinned _,
          TraceEvent.Forked _,
          TraceEvent.Recalled _,
          TraceEvent.Checkpoint _ ->
          before;
    };
  }

  /** Whether columns of before are others, or elsewhere, after an event. */
  static boolean disturbs(TraceEvent event) {
    return event instanceof TraceEvent.Deleted
        || event instanceof TraceEvent.Closed
        || event instanceof TraceEvent.Truncated;
  }

  /** The last one that describes one of the lines. */
  private static Optional<TraceEvent.Checkpoint> lastCheckpoint(
      Trace trace, List<TraceLine> lines) {
    int last = lines.getLast().number();
    Optional<TraceEvent.Checkpoint> found = Optional.empty();
    for (TraceEvent event : trace.events()) {
      if (event instanceof TraceEvent.Checkpoint checkpoint && checkpoint.event() <= last) {
        found = Optional.of(checkpoint);
      }
    }
    return found;
  }

  static void requireModel(Engine engine, String name, TraceEvent.Opened opened) {
    String fingerprint = engine.fingerprint().hex();
    if (!opened.fingerprint().equals(fingerprint)
        || !opened.arithmetic().equals(Engine.ARITHMETIC)) {
      throw new SessionException.OtherModel(
          name,
          "%s (%.12s, %s)".formatted(opened.model(), opened.fingerprint(), opened.arithmetic()),
          "%.12s, %s".formatted(fingerprint, Engine.ARITHMETIC));
    }
  }
}
