package io.lethe.session;

import io.lethe.engine.TokenSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A turn that took place elsewhere, while a session takes it in: its pieces were read, and its
 * answer is read a few tokens at a time, so that somebody can see what the model would have said.
 * Holds the session's columns in memory until it is closed; a session whose turn was not ended is
 * to be closed. For the thread that made it.
 */
public final class Hearing implements AutoCloseable {
  private final Session session;
  private final Residence residence;
  private final Turn read;
  private final GivenTurn turn;
  private final int[] answer;
  private final List<Deletion> forgotten;
  private final int stale;
  private int done;
  private boolean closed;

  /** What was there before anything went. */
  static final class Before {
    private final SessionState state;
    private final List<SessionPart> parts;

    Before(SessionState state) {
      this.state = state;
      this.parts = state.parts();
    }

    /** How many live tokens stand after the first one that went since. */
    int stale() {
      int first = Integer.MAX_VALUE;
      for (SessionPart part : parts) {
        BitSet gone = (BitSet) state.part(part.id()).orElseThrow().gone().clone();
        gone.andNot(part.gone());
        if (!gone.isEmpty()) {
          first = Math.min(first, part.firstToken() + gone.nextSetBit(0));
        }
      }
      if (first == Integer.MAX_VALUE) {
        return 0;
      }
      int after = state.timeline().length() - first;
      for (SessionPart part : state.parts()) {
        int from = Math.max(0, first - part.firstToken());
        after -= part.gone().get(from, Math.max(from, part.gone().length())).cardinality();
      }
      return after;
    }
  }

  /** See {@link Session#hear}. */
  static Hearing begin(
      Session session,
      SessionState state,
      Rendering rendering,
      Residence residence,
      GivenTurn turn) {
    residence.hold();
    boolean heard = false;
    try {
      Before before = new Before(state);
      List<Deletion> forgotten = new ArrayList<>(session.cut(turn.cuts()));
      Rendering.Delta delta = rendering.delta(state.messages(), state.endMarker(), turn.pieces());
      forgotten.addAll(session.applyPolicies(turn.pieces(), delta.tokens()));
      if (turn.holes() == GivenTurn.Holes.CLOSE && !forgotten.isEmpty()) {
        session.closeHoles();
      }
      new Closing(session, state).before(delta.tokens().length);
      int stale = before.stale();
      session.doubt();
      Turn read =
          new Turn(
              state.turn(),
              state.nextPart(),
              session.tokens().nextPosition(),
              delta,
              turn.pieces(),
              Begun.NOT,
              List.of());
      int reused = session.share(delta.tokens());
      session.tokens().append(Arrays.copyOfRange(delta.tokens(), reused, delta.tokens().length));
      int[] answer =
          GivenHistory.answer(session.engine().tokenizer(), turn, rendering.endOfAnswer());
      heard = true;
      return new Hearing(session, residence, read, turn, answer, forgotten, stale);
    } finally {
      if (!heard) {
        residence.release();
      }
    }
  }

  private Hearing(
      Session session,
      Residence residence,
      Turn read,
      GivenTurn turn,
      int[] answer,
      List<Deletion> forgotten,
      int stale) {
    this.session = session;
    this.residence = residence;
    this.read = read;
    this.turn = turn;
    this.answer = answer;
    this.forgotten = List.copyOf(forgotten);
    this.stale = stale;
  }

  /** Tokens that were read before the answer, those of the template included. */
  public int read() {
    return read.delta().tokens().length;
  }

  /** The answer's tokens, and the one that ends it. */
  public int[] answer() {
    return answer.clone();
  }

  /** What went before the turn. */
  public List<Deletion> forgotten() {
    return forgotten;
  }

  /**
   * Live columns that stand after the first that went before this turn; 0 if none did. A cache of
   * prefixes would have to compute them again.
   */
  public int stale() {
    return stale;
  }

  /** The logits after what was read and {@link #answer(int, TokenSession.LogitsListener) heard}. */
  public float[] logits() {
    return session.tokens().logits();
  }

  /** Reads the next tokens of the answer and shows the logits after each of them. */
  public void answer(int tokens, TokenSession.LogitsListener listener) {
    session.tokens().append(Arrays.copyOfRange(answer, done, done + tokens), listener);
    done += tokens;
  }

  /**
   * Reads what is left of the answer and writes the turn into the trace.
   *
   * @return live columns after it
   */
  public int end() {
    if (done < answer.length) {
      session.tokens().append(Arrays.copyOfRange(answer, done, answer.length));
      done = answer.length;
    }
    session.record(read.appended(), GivenHistory.answered(read, turn, answer));
    return session.columns();
  }

  /** Lets the session's columns go wherever there is room for them. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      residence.release();
    }
  }
}
