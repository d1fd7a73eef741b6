package io.lethe.imports;

import io.lethe.engine.TokenSession.LogitsListener;
import io.lethe.session.GivenTurn;
import io.lethe.session.Hearing;
import io.lethe.session.Session;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One session that takes in a recording, turn by turn. Owns it. For one thread. */
final class Listening implements AutoCloseable {
  private final Session session;
  private @Nullable Hearing hearing;
  private float[] next = {}; // logits for the next token of the answer
  private long nanos;
  private int columns;
  private Drift drift = Drift.NONE;

  Listening(Session session) {
    this.session = session;
  }

  /** Forgets what is to go, and reads what comes before the answer. */
  void hear(GivenTurn turn) {
    long start = System.nanoTime();
    Hearing begun = session.hear(turn);
    nanos = System.nanoTime() - start;
    hearing = begun;
    drift = Drift.NONE;
    next = begun.logits();
  }

  /** The tokens of the answer. */
  int[] answer() {
    return hearing().answer();
  }

  /**
   * Reads tokens {@code [from, to)} of the answer; returns what was expected before each of them,
   * and before the one after them.
   */
  float[][] expected(int from, int to) {
    float[][] expected = new float[to - from + 1][];
    expected[0] = next;
    read(
        from,
        to,
        (index, values, offset) ->
            expected[index + 1] = Arrays.copyOfRange(values, offset, offset + next.length));
    next = expected[to - from];
    return expected;
  }

  /** Reads tokens {@code [from, to)} of the answer and compares with what would be expected. */
  void compare(int from, int to, float[][] undeleted) {
    int[] answer = answer();
    drift = drift.plus(Drift.of(undeleted[0], next, 0, answer[from]));
    float[] last = new float[next.length];
    read(
        from,
        to,
        (index, values, offset) -> {
          int token = from + index + 1;
          if (token < to) {
            drift = drift.plus(Drift.of(undeleted[index + 1], values, offset, answer[token]));
          } else {
            System.arraycopy(values, offset, last, 0, last.length);
          }
        });
    next = last;
  }

  /** What somebody does with logits takes no time of the model's. */
  private void read(int from, int to, LogitsListener listener) {
    long[] looking = {0};
    long start = System.nanoTime();
    hearing()
        .answer(
            to - from,
            (index, values, offset) -> {
              long begun = System.nanoTime();
              listener.logits(index, values, offset);
              looking[0] += System.nanoTime() - begun;
            });
    nanos += System.nanoTime() - start - looking[0];
  }

  /** Ends the turn. */
  void end() {
    columns = hearing().end();
  }

  /** What came of the turn, beside the session in which nothing is deleted. */
  ReplayedTurn result(int turn, Listening undeleted) {
    return new ReplayedTurn(
        turn,
        hearing().read(),
        hearing().answer().length,
        hearing().forgotten(),
        hearing().stale(),
        columns,
        undeleted.columns,
        nanos / 1e9,
        undeleted.nanos / 1e9,
        drift);
  }

  private Hearing hearing() {
    return Objects.requireNonNull(hearing, "no turn was begun");
  }

  /** Lets the columns go wherever there is room, until the next turn. */
  void rest() {
    if (hearing != null) {
      hearing.close();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
