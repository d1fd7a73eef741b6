package io.lethe.bench.forgetting;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Generation;
import io.lethe.engine.TokenSession;
import io.lethe.session.Answer;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A conversation whose columns are written behind while it goes on, beside one of the same tokens
 * that knows no disk. Turns follow each other without a pause, so that the writer always has work.
 */
final class BesideWriting implements Figure {
  private static final int TURNS = 12;
  private static final int WRITTEN = 64;

  @Override
  public void measure(Ground ground) {
    for (int round = 0; round < ground.rounds(); round++) {
      List<int[]> messages = new ArrayList<>();
      double keptDecode = 0;
      double kept;
      try (Sessions sessions = ground.sessions("beside");
          Session session = sessions.create("round-" + System.nanoTime(), SessionOptions.PLAIN)) {
        long start = System.nanoTime();
        for (int turn = 0; turn < TURNS; turn++) {
          int before = session.length();
          Answer answer =
              session.say(
                  List.of(Piece.user(ground.log(20))),
                  Ground.exactly(WRITTEN),
                  text -> {},
                  new Cancellation());
          keptDecode += answer.generation().timings().decode().seconds();
          messages.add(
              Arrays.copyOfRange(session.tokens().tokens(), before, session.length() - WRITTEN));
        }
        kept = (System.nanoTime() - start) / 1e9;
      }
      double plainDecode = 0;
      double plain;
      try (TokenSession session = ground.engine().newSession()) {
        long start = System.nanoTime();
        for (int[] message : messages) {
          session.append(message);
          Generation written = session.generate(Ground.exactly(WRITTEN), text -> {});
          plainDecode += written.timings().decode().seconds();
        }
        plain = (System.nanoTime() - start) / 1e9;
      }
      ground
          .line(round)
          .with("kept_decode_tok_s", TURNS * WRITTEN / keptDecode)
          .with("plain_decode_tok_s", TURNS * WRITTEN / plainDecode)
          .with("kept_turn_ms", kept / TURNS * 1e3)
          .with("plain_turn_ms", plain / TURNS * 1e3)
          .print();
    }
  }
}
