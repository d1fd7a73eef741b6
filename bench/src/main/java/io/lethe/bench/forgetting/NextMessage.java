package io.lethe.bench.forgetting;

import io.lethe.engine.TokenSession;
import io.lethe.kv.Span;
import java.util.List;

/**
 * 3,937 tokens, 550 deleted from the middle, a message of 20, the first token of the answer; beside
 * it the same session made to read what follows the hole again, as an engine does that keeps
 * prefixes only.
 */
final class NextMessage implements Figure {
  private static final int LENGTH = 3937;
  private static final Span HOLE = new Span(644, 1194);
  private static final int MESSAGE = 20;

  @Override
  public void measure(Ground ground) {
    for (int round = 0; round < ground.rounds(); round++) {
      try (TokenSession session = ground.engine().newSession()) {
        int[] message = ground.tokens(MESSAGE);
        session.append(ground.tokens(LENGTH));
        double token = ground.write(session, 1);
        // A conversation does this at the end of its turn, when the answer is there.
        double last = Ground.seconds(session::computePending);
        int[] rest =
            java.util.Arrays.copyOfRange(session.tokens(), (int) HOLE.end(), session.length());
        double forget = Ground.seconds(() -> session.forget(List.of(HOLE)));
        double read = Ground.seconds(() -> session.append(message));
        double first = ground.write(session, 1);
        session.truncate((int) HOLE.start());
        double again =
            Ground.seconds(() -> {
              session.append(rest);
              session.append(message);
            });
        again += ground.write(session, 1);
        ground
            .line(round)
            .with("last_ms", last * 1e3)
            .with("forget_ms", forget * 1e3)
            .with("message_ms", read * 1e3)
            .with("next_ms", (forget + read + first) * 1e3)
            .with("token_ms", token * 1e3)
            .with("again_tokens", rest.length)
            .with("again_ms", again * 1e3)
            .print();
      }
    }
  }
}
