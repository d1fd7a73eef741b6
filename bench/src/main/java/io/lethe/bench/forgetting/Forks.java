package io.lethe.bench.forgetting;

import io.lethe.engine.Cancellation;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import io.lethe.trace.PartKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What 20 forks of a session of 3,000 columns add on disk, before and after each goes its way. */
final class Forks implements Figure {
  private static final int FORKS = 20;
  private static final int COLUMNS = 3000;

  @Override
  public void measure(Ground ground) {
    Path folder = ground.home().resolve("forks");
    List<Session> forks = new ArrayList<>();
    try (Sessions sessions = ground.sessions("forks");
        Session prefix = sessions.create("prefix", SessionOptions.PLAIN)) {
      say(prefix, ground.log(COLUMNS - 50), 8);
      sessions.flush();
      long one = bytes(folder);
      for (int i = 0; i < FORKS; i++) {
        forks.add(prefix.fork("fork-" + i));
        forks.getLast().checkpoint();
      }
      sessions.flush();
      long forked = bytes(folder);
      for (Session fork : forks) {
        say(fork, "And now number " + fork.name() + "?\n", 16);
      }
      sessions.flush();
      ground
          .line(0)
          .with("columns", prefix.columns())
          .with("own_columns", forks.getFirst().columns() - prefix.columns())
          .with("one_bytes", one)
          .with("forked_bytes", forked)
          .with("gone_on_bytes", bytes(folder))
          .print();
    } finally {
      forks.forEach(Session::close);
    }
  }

  private static void say(Session session, String text, int answer) {
    session.say(
        List.of(Piece.attached(PartKind.LOG, "log", text)),
        Ground.exactly(answer),
        shown -> {},
        new Cancellation());
  }

  /** Bytes of all files below a folder. */
  private static long bytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
