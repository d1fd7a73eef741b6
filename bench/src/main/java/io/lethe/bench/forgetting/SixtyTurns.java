package io.lethe.bench.forgetting;

import io.lethe.engine.Cancellation;
import io.lethe.engine.TokenSession;
import io.lethe.session.Answer;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import io.lethe.trace.PartKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The same 60 messages three times: nothing is ever forgotten; a budget of 2,000 columns, what
 * exceeds it is forgotten in place; the same parts left out by an engine that keeps only prefixes
 * and so reads again what follows the first gap. A turn is timed from the message to the last of 24
 * tokens.
 */
final class SixtyTurns implements Figure {
  private static final int TURNS = 60;
  private static final int MESSAGE = 150;
  private static final int WRITTEN = 24;
  private static final int BUDGET = 2000;

  @Override
  public void measure(Ground ground) {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      messages.add(ground.log(MESSAGE));
    }
    warm(ground);
    SessionOptions budget = SessionOptions.PLAIN.withPolicies("budget", OptionalLong.of(BUDGET));
    talk(ground, "all", SessionOptions.PLAIN, messages, List.of());
    List<int[]> left = new ArrayList<>();
    talk(ground, "forgetting", budget, messages, left);
    readAgain(ground, left);
  }

  private static void warm(Ground ground) {
    try (TokenSession session = ground.engine().newSession()) {
      for (int i = 0; i < 6; i++) {
        session.append(ground.tokens(MESSAGE));
        ground.write(session, WRITTEN);
      }
    }
  }

  /** A conversation; what the model sees after each turn is added to {@code left} if it can be. */
  private static void talk(
      Ground ground, String arm, SessionOptions options, List<String> messages, List<int[]> left) {
    try (Sessions sessions = ground.sessions("turns");
        Session session = sessions.create(arm + "-" + System.nanoTime(), options)) {
      for (int turn = 0; turn < messages.size(); turn++) {
        long start = System.nanoTime();
        Answer answer =
            session.say(
                List.of(
                    Piece.attached(PartKind.LOG, "log", messages.get(turn)),
                    Piece.user("\nWhat is new?")),
                Ground.exactly(WRITTEN),
                text -> {},
                new Cancellation());
        ground
            .line(turn)
            .with("arm", arm)
            .with("turn_ms", (System.nanoTime() - start) / 1e6)
            .with("columns", answer.columnsAfter())
            .with("read", answer.read())
            .print();
        if (arm.equals("forgetting")) {
          left.add(seen(session.tokens()));
        }
      }
    }
  }

  /** The tokens that the next one will see, those not computed yet included. */
  private static int[] seen(TokenSession session) {
    int[] ids = session.tokens();
    int[] seen = new int[ids.length];
    int count = 0;
    int pending = (int) (session.nextPosition() - session.sequence().nextPosition());
    for (int i = 0; i < ids.length; i++) {
      if (i >= ids.length - pending) {
        seen[count++] = ids[i];
        continue;
      }
      int column = session.sequence().firstColumnAt(session.position(i));
      if (column < session.sequence().columns()
          && session.sequence().position(column) == session.position(i)
          && session.sequence().isLive(column)) {
        seen[count++] = ids[i];
      }
    }
    return Arrays.copyOf(seen, count);
  }

  private static void readAgain(Ground ground, List<int[]> left) {
    try (TokenSession session = ground.engine().newSession()) {
      for (int turn = 0; turn < left.size(); turn++) {
        int[] after = left.get(turn);
        int[] prompt = Arrays.copyOf(after, after.length - WRITTEN);
        long start = System.nanoTime();
        int common = session.commonPrefix(prompt);
        session.truncate(common);
        session.append(Arrays.copyOfRange(prompt, common, prompt.length));
        session.generate(Ground.exactly(WRITTEN), text -> {});
        double took = (System.nanoTime() - start) / 1e6;
        ground
            .line(turn)
            .with("arm", "reading-again")
            .with("turn_ms", took)
            .with("columns", session.liveColumns())
            .with("read", prompt.length - common)
            .print();
        session.truncate(prompt.length);
        session.append(Arrays.copyOfRange(after, prompt.length, after.length));
      }
    }
  }
}
