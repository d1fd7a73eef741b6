package io.lethe.imports;

import io.lethe.history.Given;
import io.lethe.session.GivenTurn;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import java.util.ArrayList;
import java.util.List;

/**
 * Replays a recording under plans, side by side with one under which nothing is forgotten. The
 * recorded answers are read, not generated, so that all read the same; what the model expected
 * before each of their tokens is compared. Nothing but the seconds differs from run to run. For one
 * thread.
 */
public final class RecordingReplay {
  /** Tokens whose logits are kept until all plans have seen them. */
  private static final int COMPARED = 32;

  private final Sessions sessions;
  private final Recording recording;
  private final String name;

  /** Hears of every turn as soon as it is done. */
  @FunctionalInterface
  public interface Listener {
    /** A turn was replayed under a plan; plans come in their order, turn by turn. */
    void turn(Plan plan, ReplayedTurn turn);
  }

  /**
   * @param sessions where the sessions go that come of it; the engine needs room for as many times
   *     the recording's tokens as there are plans, and once more
   * @param name of the sessions: {@code NAME} forgets nothing, {@code NAME-1} is that of the first
   *     plan, and so on
   */
  public RecordingReplay(Sessions sessions, Recording recording, String name) {
    this.sessions = sessions;
    this.recording = recording;
    this.name = name;
  }

  /** How many turns there are. */
  public int turns() {
    return given().turns().size();
  }

  private Given given() {
    return recording.given(sessions.engine());
  }

  /**
   * Replays it.
   *
   * @param turns how many at most, from the first one on
   * @throws io.lethe.engine.EngineException.ContextFull if the engine has not enough room
   * @throws io.lethe.trace.TraceException if a name is taken
   */
  public void run(List<Plan> plans, int turns, Listener listener) {
    List<GivenTurn> given = given().turns();
    List<Listening> all = new ArrayList<>();
    try {
      all.add(begin(name, SessionOptions.PLAIN));
      for (int i = 0; i < plans.size(); i++) {
        SessionOptions options =
            SessionOptions.PLAIN.withPolicies(plans.get(i).policies(), plans.get(i).budget());
        all.add(begin(name + "-" + (i + 1), options));
      }
      for (int turn = 0; turn < Math.min(turns, given.size()); turn++) {
        turn(given.get(turn), all);
        for (int i = 0; i < plans.size(); i++) {
          listener.turn(plans.get(i), all.get(i + 1).result(turn, all.getFirst()));
        }
      }
    } finally {
      all.forEach(Listening::close);
    }
  }

  private Listening begin(String session, SessionOptions options) {
    return new Listening(sessions.create(session, recording.told(sessions.engine(), options)));
  }

  private static void turn(GivenTurn turn, List<Listening> all) {
    try {
      all.forEach(each -> each.hear(turn));
      Listening undeleted = all.getFirst();
      int answered = undeleted.answer().length;
      for (int from = 0; from < answered; from += COMPARED) {
        int to = Math.min(answered, from + COMPARED);
        float[][] expected = undeleted.expected(from, to);
        for (Listening each : all.subList(1, all.size())) {
          each.compare(from, to, expected);
        }
      }
      all.forEach(Listening::end);
    } finally {
      all.forEach(Listening::rest);
    }
  }
}
