package io.lethe.session;

import io.lethe.engine.TokenSession;
import io.lethe.kv.Span;
import io.lethe.policy.Choice;
import io.lethe.session.SessionPart.Pin;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.trace.TraceEvent.Deleted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Deletions of a session: what was asked for or chosen becomes an event that names positions, and
 * an event is carried out on the columns. For one thread at a time.
 */
final class Forgetting {
  /** Dead slots from which on columns are moved together, as a share of all slots. */
  private static final double WORTH_DEFRAGMENTING = 0.25;

  private final SessionState state;
  private final Tokenizer tokenizer;

  Forgetting(SessionState state, Tokenizer tokenizer) {
    this.state = state;
    this.tokenizer = tokenizer;
  }

  /** What policies chose of what is left, an event for each choice. */
  List<Deleted> chosen(List<Choice> choices, Deleted.Kind kind) {
    PolicyView view = new PolicyView(state, 0);
    List<Deleted> events = new ArrayList<>();
    List<Span> going = new ArrayList<>();
    for (Choice choice : choices) {
      List<Span> spans = view.spans(choice, tokenizer);
      if (!spans.isEmpty()) {
        spans = framed(spans, going);
        going.addAll(spans);
        events.add(
            new Deleted(
                kind,
                List.of(choice.partId()),
                SessionState.traced(spans),
                state.turn(),
                choice.reason(),
                choice.policy(),
                OptionalDouble.empty()));
      }
    }
    return events;
  }

  /** What is to go and is still there; nothing if that is nothing, or pinned. */
  Optional<Deleted> of(Cut cut) {
    int id = cut.choice().partId();
    List<Span> spans = new PolicyView(state, 0).spans(cut.choice(), tokenizer);
    if (spans.isEmpty() || state.part(id).orElseThrow().pin() == Pin.PINNED) {
      return Optional.empty();
    }
    return Optional.of(
        new Deleted(
            cut.kind(),
            List.of(id),
            SessionState.traced(framed(spans, List.of())),
            state.turn(),
            cut.choice().reason(),
            cut.choice().policy(),
            cut.share()));
  }

  /**
   * A deletion of whole parts.
   *
   * @throws SessionException.PartPinned if one is pinned
   * @throws SessionException.NothingToDelete if nothing is left of what the kind needs
   */
  Deleted of(
      Deleted.Kind kind, List<SessionPart> parts, OptionalDouble share, String reason, String by) {
    List<Integer> ids = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    for (SessionPart part : parts) {
      if (part.pin() == Pin.PINNED) {
        throw new SessionException.PartPinned(part.id());
      }
      ids.add(part.id());
      spans.addAll(
          switch (kind) {
            case FORGET -> PolicyView.live(part, state.timeline());
            // What later columns took from a part is there although the part is gone.
            case REDACT, REPAIR -> PolicyView.whole(part, state.timeline());
          });
    }
    List<Span> merged = Span.merged(spans);
    if (merged.isEmpty()) {
      throw new SessionException.NothingToDelete("part " + ids);
    }
    return new Deleted(
        kind, ids, SessionState.traced(framed(merged, List.of())), state.turn(), reason, by, share);
  }

  /**
   * Spans, and the frames of turns of which nothing is left with them.
   *
   * @param before what goes before them and is not in the state yet
   */
  private List<Span> framed(List<Span> spans, List<Span> before) {
    List<Span> going = new ArrayList<>(before);
    going.addAll(spans);
    List<Span> framed =
        new ArrayList<>(state.frames().around(state.parts(), going, state.timeline()));
    framed.addAll(spans);
    return Span.merged(framed);
  }

  /** Deletes the columns that an event names. On failure nothing is deleted. */
  static void carryOut(Deleted event, TokenSession tokens) {
    List<Span> spans = SessionState.spans(event.spans());
    switch (event.kind()) {
      case FORGET -> tokens.forget(spans);
      case REDACT -> tokens.redact(spans);
      case REPAIR -> tokens.repair(spans, event.share().orElseThrow());
    }
  }

  /** Moves columns together where so many slots are dead that it pays; no bit changes. */
  static void moveTogether(TokenSession tokens) {
    if (tokens.sequence().deadSlots()
        > Math.max(
            2 * tokens.engine().pool().slots(),
            WORTH_DEFRAGMENTING * tokens.sequence().columns())) {
      tokens.defragment();
    }
  }
}
