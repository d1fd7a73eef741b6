package io.lethe.session;

import io.lethe.tokenizer.Tokenizer;
import io.lethe.trace.PositionRun;
import io.lethe.trace.TokenIds;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The columns of a checkpoint before some position, which can be mapped, and what has to be done
 * again to have the others.
 *
 * @param blocks how many of the checkpoint's blocks hold them, from the first on
 * @param tokens ids of all tokens before, forgotten ones included
 * @param positions of those tokens
 * @param nextPosition that the first token behind them has
 * @param rest the lines to do again; the first may hold the end of an event. No array is copied
 */
record Beginning(
    TraceEvent.Checkpoint checkpoint,
    int blocks,
    int[] tokens,
    long[] positions,
    long nextPosition,
    List<TraceLine> rest) {

  /** All of a checkpoint. */
  static Beginning whole(Tokenizer tokenizer, Trace trace, TraceEvent.Checkpoint checkpoint) {
    Trace stored = trace.until(checkpoint.event());
    Timeline timeline = SessionState.of(tokenizer, stored).timeline();
    int pending = covers(checkpoint, timeline.nextPosition() - 1) ? 0 : pending(stored);
    return new Beginning(
        checkpoint,
        checkpoint.blocks().size(),
        timeline.ids(), // those without a position are pending
        Arrays.copyOf(timeline.positions(), timeline.length() - pending),
        timeline.nextPosition() - pending,
        after(trace, checkpoint.event()));
  }

  /**
   * The columns in the first blocks of a checkpoint, or fewer, so that the others can be computed
   * behind them as they were: what was deleted among the first must have been gone when the others
   * were read. Empty if no column is left, or positions changed since.
   *
   * @param blocks fewer than the checkpoint has
   */
  static Optional<Beginning> before(
      int blocks, Tokenizer tokenizer, Trace trace, TraceEvent.Checkpoint checkpoint) {
    Trace stored = trace.until(checkpoint.event());
    Timeline timeline = SessionState.of(tokenizer, stored).timeline();
    int columns = checkpoint.blocks().stream().limit(blocks).mapToInt(b -> b.used()).sum();
    long position = position(checkpoint, columns);
    while (true) {
      int token = timeline.firstAt(position);
      int event = eventOf(stored, token);
      List<TraceEvent> later = stored.events().subList(event, stored.events().size());
      if (token == 0 || later.stream().anyMatch(e -> e instanceof TraceEvent.Closed)) {
        return Optional.empty();
      }
      OptionalLong deleted = firstDeleted(later);
      if (deleted.isEmpty() || deleted.getAsLong() >= position) {
        return Optional.of(
            new Beginning(
                checkpoint,
                blocks,
                Arrays.copyOf(timeline.ids(), token),
                Arrays.copyOf(timeline.positions(), token),
                timeline.position(token),
                from(trace, event, timeline.position(token))));
      }
      position = deleted.getAsLong();
    }
  }

  /** Whether a position is not behind all columns of a checkpoint. */
  static boolean covers(TraceEvent.Checkpoint checkpoint, long position) {
    List<PositionRun> runs = checkpoint.positions();
    return !runs.isEmpty() && position < runs.getLast().first() + runs.getLast().count();
  }

  /** 1 if the model wrote the last token, which a session may have left to be computed later. */
  private static int pending(Trace stored) {
    int pending = 0;
    for (TraceEvent event : stored.events()) {
      pending =
          switch (event) {
            case TraceEvent.Generated generated -> generated.tokens().size() > 0 ? 1 : pending;
            case TraceEvent.Appended _,
                TraceEvent.Deleted _,
                TraceEvent.Closed _,
                TraceEvent.Truncated _ ->
                0;
            case TraceEvent.Opened _,
                TraceEvent.Pinned _,
                TraceEvent.Forked _,
                TraceEvent.Recalled _,
                TraceEvent.Checkpoint _ ->
                pending;
          };
    }
    return pending;
  }

  private static long position(TraceEvent.Checkpoint checkpoint, int column) {
    int before = 0;
    for (PositionRun run : checkpoint.positions()) {
      if (column < before + run.count()) {
        return run.first() + column - before;
      }
      before += run.count();
    }
    throw new IndexOutOfBoundsException("found column " + column + " of " + before);
  }

  /** The number of the event that read or wrote a token, the last one if it was truncated. */
  private static int eventOf(Trace stored, int token) {
    long length = 0;
    int found = 0;
    for (TraceLine line : stored.lines()) {
      long before = length;
      length = Replay.tokensAfter(line.event(), before);
      found = before <= token && token < length ? line.number() : found;
    }
    return found;
  }

  private static OptionalLong firstDeleted(List<TraceEvent> events) {
    return events.stream()
        .filter(event -> event instanceof TraceEvent.Deleted)
        .flatMap(event -> ((TraceEvent.Deleted) event).spans().stream())
        .mapToLong(span -> span.start())
        .min();
  }

  private static List<TraceLine> after(Trace trace, int event) {
    return trace.lines().stream().filter(line -> line.number() > event).toList();
  }

  /** The end of an event from the token at a position on, and all that follows. */
  private static List<TraceLine> from(Trace trace, int event, long position) {
    TraceLine line = trace.lines().get(event);
    List<TraceLine> lines = new ArrayList<>();
    lines.add(
        switch (line.event()) {
          case TraceEvent.Appended appended ->
              end(line, appended.turn(), appended.firstPosition(), appended.tokens(), position);
          case TraceEvent.Generated generated ->
              generated.firstPosition() == position
                  ? line
                  : end(
                      line,
                      generated.turn(),
                      generated.firstPosition(),
                      generated.tokens(),
                      position);
          case TraceEvent.Opened _,
              TraceEvent.Deleted _,
              TraceEvent.Closed _,
              TraceEvent.Pinned _,
              TraceEvent.Forked _,
              TraceEvent.Truncated _,
              TraceEvent.Recalled _,
              TraceEvent.Checkpoint _ ->
              line;
        });
    lines.addAll(after(trace, event));
    return lines;
  }

  /**
   * As if the end of the tokens had been read: the bits are the same for those that were written.
   */
  private static TraceLine end(
      TraceLine line, int turn, long first, TokenIds tokens, long position) {
    int[] ids = Arrays.copyOfRange(tokens.toArray(), (int) (position - first), tokens.size());
    return new TraceLine(
        line.number(),
        line.at(),
        new TraceEvent.Appended(turn, List.of(), position, TokenIds.of(ids)),
        line.state());
  }

  boolean isWhole() {
    return blocks == checkpoint.blocks().size();
  }
}
