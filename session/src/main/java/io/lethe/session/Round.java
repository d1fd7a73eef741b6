package io.lethe.session;

import io.lethe.engine.Cancellation;
import io.lethe.engine.EngineException;
import io.lethe.engine.Generation;
import io.lethe.engine.TokenSession;
import io.lethe.trace.TraceWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * One turn of a session while it takes place: policies forget, the prompt is read, the model
 * answers, the trace is written. For the thread that uses the session.
 *
 * @param recalled ids of parts whose texts come again; empty once they were read
 */
record Round(
    Sessions sessions,
    Session session,
    TraceWriter trace,
    SessionState state,
    Rendering rendering,
    Residence residence,
    List<Integer> recalled) {
  List<Spoken> answer(
      List<Piece> pieces,
      Begun begun,
      List<Voice> voices,
      Reading reading,
      Cancellation cancellation) {
    int before = session.columns();
    List<Piece> all = new ArrayList<>();
    recalled.forEach(id -> all.add(Piece.again(session.part(id))));
    all.addAll(pieces);
    List<Deletion> forgotten = session.applyPolicies(all, prompt(delta(all), begun));
    Rendering.Delta delta = delta(all); // what was forgotten may have ended the answer before
    new Closing(session, state).before(delta.tokens().length);
    int length = session.length();
    long first = session.tokens().nextPosition();
    int[] prompt = prompt(delta, begun);
    int reused = session.share(prompt);
    TokenSession tokens = session.tokens();
    boolean answered = false;
    try (Choir choir = new Choir(sessions, session)) {
      int[] unread = Arrays.copyOfRange(prompt, reused, prompt.length);
      tokens.requireRoom(unread.length + leastTokens(voices));
      reading.begins(seen(tokens), unread.length);
      read(tokens, unread, reading, cancellation);
      List<Generation> generations = choir.sing(tokens, voices, cancellation);
      session.note(generations.getFirst());
      Turn turn = new Turn(state.turn(), state.nextPart(), first, delta, all, begun, recalled);
      int event = trace.events() - 1;
      session.record(turn.events(voices.getFirst().request(), generations.getFirst()));
      recalled.clear();
      answered = true;
      List<Session> others = choir.part(turn, event);
      CacheOrigin from = session.origin();
      residence.settle();
      computeLast(tokens);
      session.checkpoint(tokens);
      List<Spoken> spoken = new ArrayList<>();
      for (int i = 0; i < voices.size(); i++) {
        Session own = i == 0 ? session : others.get(i - 1);
        spoken.add(
            new Spoken(
                own,
                new Answer(
                    turn.number(),
                    generations.get(i),
                    i == 0 ? unread.length : 0,
                    i == 0 ? reused : prompt.length,
                    forgotten,
                    from,
                    before,
                    own.columns())));
      }
      return spoken;
    } finally {
      if (!answered) {
        tokens.truncate(length);
      }
    }
  }

  /** What the shortest answers take that grammars allow: without room for them nothing is read. */
  private int leastTokens(List<Voice> voices) {
    return voices.stream()
        .flatMap(voice -> voice.request().grammar().stream())
        .mapToInt(source -> session.engine().grammar(source).leastTokens())
        .sum();
  }

  /** All that is read before the model writes. */
  private static int[] prompt(Rendering.Delta delta, Begun begun) {
    return IntStream.concat(Arrays.stream(delta.tokens()), Arrays.stream(begun.tokens())).toArray();
  }

  private Rendering.Delta delta(List<Piece> pieces) {
    return rendering.delta(state.messages(), state.endMarker(), pieces);
  }

  /** Live tokens, that which is not computed yet included. */
  private static int seen(TokenSession tokens) {
    return (int) (tokens.liveColumns() + tokens.nextPosition() - tokens.sequence().nextPosition());
  }

  private static void read(
      TokenSession tokens, int[] unread, Reading reading, Cancellation cancellation) {
    int read = tokens.append(unread, cancellation);
    if (read < unread.length) {
      throw new CancellationException(
          "cancelled while the prompt was read; the turn did not take place");
    }
    reading.reads(read, unread.length);
  }

  /** Computes the last token of an answer now, so that no deletion and no message waits for it. */
  static void computeLast(TokenSession tokens) {
    try {
      tokens.computePending();
    } catch (EngineException.ContextFull e) {
      // Others took the room meanwhile. The turn is valid all the same: whoever needs the column
      // computes it.
      System.getLogger(Session.class.getName())
          .log(System.Logger.Level.DEBUG, "the last token has no column yet", e);
    }
  }
}
