package io.lethe.session;

import io.lethe.kv.Span;
import io.lethe.session.SessionPart.Pin;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TracedPart;
import io.lethe.trace.TracedSpan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What the events of a trace come to: parts, messages, turns, tokens. A live session and one that
 * is opened again get their state from the same events by the same steps. For one thread at a time.
 */
final class SessionState {
  private final Tokenizer tokenizer;
  private final Timeline timeline = new Timeline();
  private final Frames frames = new Frames();
  private final List<SessionPart> parts = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private int turn;

  /** Tokens before this one are as they would be had nothing ever been deleted. */
  private int undisturbed = Integer.MAX_VALUE;

  /** A message, and how many tokens the session had when it was complete. */
  private record Message(ChatMessage message, int endToken) {}

  SessionState(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The state at the end of a trace. */
  static SessionState of(Tokenizer tokenizer, Trace trace) {
    SessionState state = new SessionState(tokenizer);
    trace.events().forEach(state::apply);
    return state;
  }

  Timeline timeline() {
    return timeline;
  }

  Frames frames() {
    return frames;
  }

  List<SessionPart> parts() {
    return List.copyOf(parts);
  }

  /** The part of an id, if there is one. */
  Optional<SessionPart> part(int id) {
    return id >= 0 && id < parts.size() ? Optional.of(parts.get(id)) : Optional.empty();
  }

  List<ChatMessage> messages() {
    return messages.stream().map(Message::message).toList();
  }

  List<Deletion> deletions() {
    return List.copyOf(deletions);
  }

  /** Live columns, that of a token included which is not computed yet. */
  int columns() {
    return timeline.length() - gone().cardinality();
  }

  /** Which of all tokens were deleted. */
  BitSet gone() {
    BitSet gone = (BitSet) frames.gone().clone();
    for (SessionPart part : parts) {
      part.gone().stream().forEach(token -> gone.set(part.firstToken() + token));
    }
    return gone;
  }

  /** The turn that comes next: how many answers there are. */
  int turn() {
    return turn;
  }

  int nextPart() {
    return parts.size();
  }

  /**
   * How many tokens at the start are these, at these positions, and were computed before anything
   * was deleted: their columns are what anybody gets who reads them. Equal beginnings have equal
   * names in the trace; comparing the tokens themselves costs less than hashing them.
   */
  int commonBeginning(int[] tokens, long firstPosition) {
    int most = Math.min(Math.min(tokens.length, timeline.length()), undisturbed);
    int common = 0;
    while (common < most
        && timeline.id(common) == tokens[common]
        && timeline.position(common) == firstPosition + common) {
      common++;
    }
    return common;
  }

  /** Whether the last that was said is an answer. */
  boolean isAnswered() {
    return !messages.isEmpty() && messages.getLast().message().role().equals("assistant");
  }

  /** The last token, if it ends a turn: the template is not to write it again. */
  Optional<Integer> endMarker() {
    if (messages.isEmpty()) {
      return Optional.empty();
    }
    int last = timeline.id(timeline.length() - 1);
    return tokenizer.isEndOfGeneration(last) ? Optional.of(last) : Optional.empty();
  }

  /** Takes what happened into account. */
  void apply(TraceEvent event) {
    switch (event) {
      case TraceEvent.Appended appended -> append(appended);
      case TraceEvent.Generated generated -> generate(generated);
      case TraceEvent.Deleted deleted -> delete(deleted);
      case TraceEvent.Closed closed -> timeline.renumber(spans(closed.spans()));
      case TraceEvent.Pinned pinned ->
          replace(
              parts
                  .get(pinned.part())
                  .pinned(
                      switch (pinned.pin()) {
                        case PINNED -> Pin.PINNED;
                        case UNPINNED -> Pin.FREE;
                      }));
      case TraceEvent.Truncated truncated -> truncate((int) truncated.length());
      case TraceEvent.Opened _,
          TraceEvent.Forked _,
          TraceEvent.Recalled _,
          TraceEvent.Checkpoint _ -> {}
    }
  }

  private void append(TraceEvent.Appended appended) {
    int first = timeline.length();
    timeline.add(appended.tokens().toArray(), appended.firstPosition());
    if (appended.parts().isEmpty()) {
      frames.continued(timeline.length()); // the marker of an answer that was cut off
    }
    for (TracedPart part : appended.parts()) {
      add(
          new SessionPart(
              part.id(),
              part.role(),
              part.kind(),
              part.name(),
              part.text(),
              appended.turn(),
              first + part.start(),
              first + part.end(),
              new BitSet(),
              Pin.FREE));
    }
    for (ChatMessage message :
        Messages.of(
            appended.parts().stream()
                .map(part -> new Piece(part.role(), part.kind(), part.name(), part.text()))
                .toList())) {
      messages.add(new Message(message, timeline.length()));
    }
  }

  private void generate(TraceEvent.Generated generated) {
    int first = timeline.length();
    int[] tokens = generated.tokens().toArray();
    timeline.add(tokens, generated.firstPosition());
    // The token that ends a turn is structure, like those of the template: it is no part's.
    int said =
        tokens.length > 0 && tokenizer.isEndOfGeneration(tokens[tokens.length - 1])
            ? tokens.length - 1
            : tokens.length;
    add(
        new SessionPart(
            generated.part(),
            PartRole.ASSISTANT,
            PartKind.TEXT,
            Optional.empty(),
            generated.text(),
            generated.turn(),
            first,
            first + said,
            new BitSet(),
            Pin.FREE));
    messages.add(new Message(ChatMessage.assistant(generated.text()), timeline.length()));
    frames.answered(timeline.length());
    turn = generated.turn() + 1;
  }

  private void add(SessionPart part) {
    if (part.id() != parts.size()) {
      throw new IllegalArgumentException(
          "found part " + part.id() + ", wanted " + parts.size() + " next");
    }
    parts.add(part);
  }

  private void replace(SessionPart part) {
    parts.set(part.id(), part);
  }

  private void delete(TraceEvent.Deleted deleted) {
    List<Span> spans = spans(deleted.spans());
    undisturbed = Math.min(undisturbed, timeline.firstAt(spans.getFirst().start()));
    List<Integer> touched = new ArrayList<>();
    BitSet framing = timeline.in(spans, 0, timeline.length()); // what is left of it at the end
    int tokens = 0;
    for (SessionPart part : parts()) {
      BitSet gone = framing.get(part.firstToken(), part.endToken());
      framing.clear(part.firstToken(), part.endToken());
      gone.andNot(part.gone());
      if (!gone.isEmpty()) {
        replace(part.without(gone));
      }
      if (!gone.isEmpty() || deleted.parts().contains(part.id())) {
        touched.add(part.id());
        tokens += gone.cardinality();
      }
    }
    framing.andNot(frames.gone());
    frames.delete(framing);
    tokens += framing.cardinality();
    deletions.add(
        new Deletion(
            deleted.kind(), touched, deleted.since(), tokens, deleted.reason(), deleted.by()));
  }

  private void truncate(int length) {
    timeline.truncate(length);
    frames.truncate(length);
    parts.removeIf(part -> part.endToken() > length);
    messages.removeIf(message -> message.endToken() > length);
    turn =
        (int)
            messages.stream()
                .filter(message -> message.message().role().equals("assistant"))
                .count();
  }

  static List<Span> spans(List<TracedSpan> traced) {
    return traced.stream().map(span -> new Span(span.start(), span.end())).toList();
  }

  static List<TracedSpan> traced(List<Span> spans) {
    return spans.stream().map(span -> new TracedSpan(span.start(), span.end())).toList();
  }
}
