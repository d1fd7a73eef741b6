package io.lethe.session;

import io.lethe.engine.TokenSession;
import io.lethe.kv.Span;
import io.lethe.policy.Choice;
import io.lethe.policy.Policies;
import io.lethe.policy.Policy;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.trace.Settings;
import io.lethe.trace.TokenIds;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceLine;
import io.lethe.trace.TraceWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns that took place elsewhere, as the events that they would be here: the same tokens at the
 * same positions, each seeing the same. For one thread at a time.
 */
final class GivenHistory {
  private final SessionState state;
  private final Tokenizer tokenizer;
  private final Rendering rendering;
  private final int trained;
  private final SessionOptions options;
  private final List<TraceEvent> events = new ArrayList<>();

  /**
   * @param state takes every event into account
   * @param trained positions that the model was trained for
   * @param options whose policies choose before each turn what goes, beside what is cut
   */
  GivenHistory(
      SessionState state,
      Tokenizer tokenizer,
      Rendering rendering,
      int trained,
      SessionOptions options) {
    this.state = state;
    this.tokenizer = tokenizer;
    this.rendering = rendering;
    this.trained = trained;
    this.options = options;
  }

  /** See {@link Session#read}. Returns how many tokens were computed. */
  static int take(
      List<GivenTurn> turns,
      Session session,
      SessionState state,
      Rendering rendering,
      TraceWriter trace) {
    List<TraceEvent> events =
        new GivenHistory(
                state,
                session.engine().tokenizer(),
                rendering,
                session.engine().trainedPositions(),
                session.options().withPolicies("none", OptionalLong.empty()))
            .events(turns);
    int known = session.tokens().length(); // the state is ahead of the columns
    int reused = known == 0 ? session.share(undisturbed(events)) : 0;
    read(after(reused, events), session.tokens(), trace);
    trace.append(events.toArray(TraceEvent[]::new));
    return session.length() - known - reused;
  }

  List<TraceEvent> events(List<GivenTurn> turns) {
    Optional<Integer> end = rendering.endOfAnswer();
    for (GivenTurn turn : turns) {
      cut(turn);
      say(turn, end);
    }
    return List.copyOf(events);
  }

  private void cut(GivenTurn turn) {
    Forgetting forgetting = new Forgetting(state, tokenizer);
    for (Cut cut : turn.cuts()) {
      forgetting.of(cut).ifPresent(this::happen);
    }
    switch (turn.holes()) {
      case STAY -> {}
      case CLOSE -> {
        if (!turn.cuts().isEmpty()) {
          close(PolicyView.holes(state));
        }
      }
    }
  }

  private void say(GivenTurn turn, Optional<Integer> end) {
    Rendering.Delta delta = rendering.delta(state.messages(), state.endMarker(), turn.pieces());
    choose(turn.pieces(), delta.tokens().length);
    close(Closing.due(state, options, delta.tokens().length, trained));
    long first =
        state.timeline().length() == 0 ? options.firstPosition() : state.timeline().nextPosition();
    Turn read =
        new Turn(state.turn(), state.nextPart(), first, delta, turn.pieces(), Begun.NOT, List.of());
    happen(read.appended());
    happen(answered(read, turn, answer(tokenizer, turn, end)));
  }

  private void close(List<Span> holes) {
    if (!holes.isEmpty()) {
      happen(new TraceEvent.Closed(SessionState.traced(holes)));
    }
  }

  private void choose(List<Piece> pieces, int incoming) {
    List<Policy> policies = Policies.known().parse(options.policies());
    if (policies.isEmpty() || state.turn() == 0) {
      return;
    }
    List<Choice> choices =
        new PolicyView(state, state.columns()).choose(policies, options.budget(), pieces, incoming);
    new Forgetting(state, tokenizer).chosen(choices, options.deletion()).forEach(this::happen);
  }

  /** What was answered elsewhere to what a turn has read. */
  static TraceEvent answered(Turn read, GivenTurn turn, int[] said) {
    return new TraceEvent.Generated(
        read.number(),
        read.part() + read.pieces().size(),
        read.first() + read.delta().tokens().length,
        TokenIds.of(said),
        turn.answer().text(),
        Settings.NONE,
        Optional.empty(),
        List.of(),
        TraceEvent.Generated.GIVEN);
  }

  /** The tokens of a turn's answer, and the one that ends it. */
  static int[] answer(Tokenizer tokenizer, GivenTurn turn, Optional<Integer> end) {
    int[] tokens = tokenizer.encodeTemplate(turn.answer());
    if (end.isEmpty()) {
      return tokens;
    }
    int[] ended = Arrays.copyOf(tokens, tokens.length + 1);
    ended[tokens.length] = end.get();
    return ended;
  }

  private void happen(TraceEvent event) {
    events.add(event);
    state.apply(event);
  }

  /** Computes what events say. */
  static void read(List<TraceEvent> events, TokenSession tokens, TraceWriter trace) {
    Reconstruction reconstruction = new Reconstruction(tokens);
    int number = trace.events();
    for (TraceEvent event : events) {
      reconstruction.apply(new TraceLine(number++, Instant.EPOCH, event, trace.state()));
    }
    reconstruction.settle();
  }

  /** All tokens that come before anything is deleted or moved. */
  static int[] undisturbed(List<TraceEvent> events) {
    List<int[]> runs = new ArrayList<>();
    for (TraceEvent event : events) {
      switch (event) {
        case TraceEvent.Appended appended -> runs.add(appended.tokens().toArray());
        case TraceEvent.Generated generated -> runs.add(generated.tokens().toArray());
        default -> {
          return joined(runs);
        }
      }
    }
    return joined(runs);
  }

  private static int[] joined(List<int[]> runs) {
    return runs.stream().flatMapToInt(Arrays::stream).toArray();
  }

  /** The events without the first tokens, for who has their columns already. */
  static List<TraceEvent> after(int tokens, List<TraceEvent> events) {
    List<TraceEvent> rest = new ArrayList<>();
    int left = tokens;
    for (TraceEvent event : events) {
      if (left == 0) {
        rest.add(event);
        continue;
      }
      TraceEvent.Appended read =
          switch (event) {
            case TraceEvent.Appended appended -> appended;
            case TraceEvent.Generated given ->
                new TraceEvent.Appended(
                    given.turn(), List.of(), given.firstPosition(), given.tokens());
            default -> throw new IllegalStateException("columns are shared past a deletion");
          };
      int[] own = read.tokens().toArray();
      int dropped = Math.min(left, own.length);
      left -= dropped;
      if (dropped < own.length) {
        rest.add(
            new TraceEvent.Appended(
                read.turn(),
                List.of(),
                read.firstPosition() + dropped,
                TokenIds.of(Arrays.copyOfRange(own, dropped, own.length))));
      }
    }
    return List.copyOf(rest);
  }
}
