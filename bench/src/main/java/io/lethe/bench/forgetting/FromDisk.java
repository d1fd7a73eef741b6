package io.lethe.bench.forgetting;

import io.lethe.engine.Cancellation;
import io.lethe.engine.TokenSession;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import io.lethe.trace.PartKind;
import java.util.List;

/** Opening a session of 3,400 columns that another process stored, up to its first token. */
final class FromDisk implements Figure {
  private static final String FOLDER = "from-disk";
  private static final String NAME = "long";
  private static final int COLUMNS = 3400;

  /** Makes the session. */
  static final class Store implements Figure {
    @Override
    public void measure(Ground ground) {
      try (Sessions sessions = ground.sessions(FOLDER);
          Session session = sessions.create(NAME, SessionOptions.PLAIN)) {
        session.say(
            List.of(
                Piece.attached(PartKind.LOG, "log", ground.log(COLUMNS - 120)),
                Piece.user("\nWhich worker was the slowest?")),
            Ground.exactly(64),
            text -> {},
            new Cancellation());
        ground.line(0).with("columns", session.columns()).print();
      }
    }
  }

  /** A process that is up has answered somebody before. */
  @Override
  public void measure(Ground ground) {
    try (Sessions sessions = ground.sessions(FOLDER)) {
      try (TokenSession other = ground.engine().newSession()) {
        other.append(ground.tokens(64));
        ground.write(other, 8);
      }
      for (int round = 0; round < ground.rounds(); round++) {
        long start = System.nanoTime();
        try (Session session = sessions.open(NAME)) {
          long opened = System.nanoTime();
          // A fork, so that the session is left as it was found.
          try (TokenSession goesOn = session.tokens().fork()) {
            double first = Ground.seconds(() -> goesOn.append(ground.tokens(1)));
            first += ground.write(goesOn, 1);
            double second = ground.write(goesOn, 1);
            ground
                .line(round)
                .with("from", session.origin().getClass().getSimpleName())
                .with("columns", session.columns())
                .with("open_ms", (opened - start) / 1e6)
                .with("first_ms", first * 1e3)
                .with("token_ms", second * 1e3)
                .print();
          }
        }
      }
    }
  }
}
