package io.lethe.session;

import io.lethe.engine.Cancellation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.SamplingOptions;
import io.lethe.trace.PartKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A conversation that is the same whoever holds it, and wherever: messages and deletions of turn t
 * depend on t alone. Twelve deletions of every kind and two closed holes in thirty turns.
 */
final class Story {
  static final int TURNS = 30;

  private Story() {}

  /** Turns {@code [from, to)}, each with what is deleted after it; the ids of the last answer. */
  static List<Integer> tell(Session session, int from, int to) {
    List<Integer> last = List.of();
    for (int turn = from; turn < to; turn++) {
      last = say(session, turn).generation().tokens();
      edit(session, turn);
    }
    return last;
  }

  static Answer say(Session session, int turn) {
    List<Piece> pieces = new ArrayList<>();
    if (turn == 0) {
      pieces.add(Piece.system("Be brief."));
    }
    if (turn % 3 == 1) {
      pieces.add(Piece.attached(PartKind.LOG, "build.log", log(turn)));
    }
    pieces.add(Piece.user("Question " + turn + ": what is " + turn + " + " + 7 * turn + "?"));
    return say(session, turn, pieces.toArray(Piece[]::new));
  }

  static Answer say(Session session, int seed, Piece... pieces) {
    SamplingOptions sampling = SamplingOptions.DEFAULT.withSeed(seed);
    return session.say(
        List.of(pieces),
        GenerationRequest.of(6, sampling),
        GenerationListener.SILENT,
        new Cancellation());
  }

  static Answer ask(Session session, String question) {
    return say(session, question.hashCode(), Piece.user(question));
  }

  private static String log(int turn) {
    StringBuilder log = new StringBuilder();
    for (int line = 0; line < 3; line++) {
      log.append("step ").append(line).append(" of ").append(turn).append(" passed\n");
    }
    return log.toString();
  }

  private static void edit(Session session, int turn) {
    switch (turn) {
      case 2, 8, 17, 26 -> session.forget(List.of(log(session, 0)), "read", "user");
      case 5, 14, 29 -> session.redact(List.of(log(session, 0)), "never mind", "user");
      case 11, 20 -> session.repair(List.of(log(session, 0)), 0.3, "tidy", "user");
      case 12 -> session.forget(List.of(1, 2), "the first question", "user");
      case 21 -> session.redact(List.of(answer(session, 18)), "wrong", "user");
      case 23 -> session.forget(List.of(answer(session, 3), answer(session, 19)), "old", "user");
      default -> {}
    }
    if (turn == 16 || turn == 24) {
      session.closeHoles();
    }
  }

  /** The n-th log of which something is left. */
  private static int log(Session session, int n) {
    return session.parts().stream()
        .filter(part -> part.kind() == PartKind.LOG && part.columns() > 0)
        .skip(n)
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** The first answer from a turn on of which something is left. */
  private static int answer(Session session, int turn) {
    Optional<SessionPart> found =
        session.parts().stream()
            .filter(part -> part.role() == io.lethe.trace.PartRole.ASSISTANT)
            .filter(part -> part.turn() >= turn && part.columns() > 0)
            .findFirst();
    return found.orElseThrow().id();
  }
}
