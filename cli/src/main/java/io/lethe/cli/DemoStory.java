package io.lethe.cli;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Engine;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.TokenSession;
import io.lethe.session.Answer;
import io.lethe.session.CacheOrigin;
import io.lethe.session.Deletion;
import io.lethe.session.Piece;
import io.lethe.session.Replay;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.session.SessionPart;
import io.lethe.session.Sessions;
import io.lethe.trace.PartKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The story that {@code lethe demo} tells: reading, forgetting, going on, coming back, proof.
 * Answers are greedy, so only the times differ between runs.
 */
record DemoStory(Engine engine, String model, Path home, PrintWriter out, Ink ink) {
  private static final int MOST_TOKENS = 48;
  private static final String NAME = "demo";

  /**
   * What is left when the story is told.
   *
   * @param session its name
   */
  record End(String session, ExitCode exit) {}

  /** An answer, and the seconds until its first token was chosen. */
  private record Timed(Answer answer, double firstToken) {}

  End tell() {
    try (Sessions sessions =
        new Sessions(engine, model, home, Sessions.DEFAULT_BUDGET_BYTES, Clock.systemUTC())) {
      String name = freeName(sessions);
      String digest;
      try (Session session = sessions.create(name, SessionOptions.PLAIN)) {
        read(session);
        forget(session);
        goOn(session);
        digest = session.digest();
        out.printf("%n5. It leaves: the session is closed, its columns are on the disk.%n");
      }
      comeBack(sessions, name, digest);
      return new End(name, prove(sessions, name, digest));
    }
  }

  private static String freeName(Sessions sessions) {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> i == 1 ? NAME : NAME + "-" + i)
        .filter(name -> !sessions.contains(name))
        .findFirst()
        .orElseThrow();
  }

  private void read(Session session) {
    out.printf("%n1. The model reads a handbook, which stays, and then a log.%n");
    ask(
        session,
        "handbook.txt",
        PartKind.FILE_READ,
        DemoTexts.handbook(),
        "What is this handbook about? Answer in one sentence.");
    ask(
        session,
        "orders.log",
        PartKind.LOG,
        DemoTexts.log(),
        "Which error is in this log? Answer in one sentence.");
  }

  private void ask(Session session, String file, PartKind kind, String text, String question) {
    out.printf("%n> [%s] %s%n", file, question);
    Timed timed =
        say(session, List.of(Piece.attached(kind, file, text + "\n\n"), Piece.user(question)));
    line(
        "%d tokens read in %.2f s; %d columns",
        timed.answer().read(), timed.firstToken(), session.columns());
  }

  private Timed say(Session session, List<Piece> pieces) {
    long start = System.nanoTime();
    long[] first = {0};
    Answer answer =
        session.say(
            pieces,
            GenerationRequest.greedy(MOST_TOKENS),
            piece -> {
              first[0] = first[0] == 0 ? System.nanoTime() : first[0];
              out.print(piece);
              out.flush();
            },
            new Cancellation());
    out.println();
    return new Timed(answer, (first[0] - start) / 1e9);
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, "[" + format + "]%n", values);
    out.flush();
  }

  private void forget(Session session) {
    SessionPart log =
        session.parts().stream()
            .filter(part -> part.kind() == PartKind.LOG)
            .findFirst()
            .orElseThrow();
    out.printf(
        "%n2. The log is forgotten in place. What came after it stays as it is, at its position.%n");
    int before = session.columns();
    long start = System.nanoTime();
    Deletion deletion = session.forget(List.of(log.id()), "the question is answered", "user");
    double milliseconds = (System.nanoTime() - start) / 1e6;
    line(
        "%d columns before, %d deleted, %d left; %.1f ms, written to the trace",
        before, deletion.tokens(), session.columns(), milliseconds);
    new MapPicture(session.map(), ink).lines().forEach(out::println);
  }

  private void goOn(Session session) {
    String question = "Who owns the payment service?";
    out.printf("%n3. The next question, about the handbook.%n%n> %s%n", question);
    Timed timed = say(session, List.of(Piece.user(question)));
    line(
        "%d tokens read; first token after %.0f ms",
        timed.answer().read(), timed.firstToken() * 1e3);
    out.printf(
        "%n4. Without deletion in place, whatever is left would be read again. Measured now:%n");
    double again = readAgain(session);
    line(
        "the same %d visible tokens in an empty cache: first token after %.0f ms, %.1f times as long",
        visible(session).length, again * 1e3, again / timed.firstToken());
  }

  /** The tokens that the model saw as it began its last answer. */
  private static int[] visible(Session session) {
    int[] all = session.tokens().tokens();
    BitSet seen = new BitSet();
    seen.set(0, session.parts().getLast().firstToken());
    seen.andNot(session.gone());
    return seen.stream().map(i -> all[i]).toArray();
  }

  /** Seconds to the first token. */
  private double readAgain(Session session) {
    int[] tokens = Arrays.copyOf(visible(session), visible(session).length);
    try (TokenSession fresh = engine.newSession()) {
      long start = System.nanoTime();
      fresh.append(tokens);
      fresh.generate(GenerationRequest.greedy(1), GenerationListener.SILENT);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private void comeBack(Sessions sessions, String name, String digest) {
    long start = System.nanoTime();
    try (Session session = sessions.open(name)) {
      double milliseconds = (System.nanoTime() - start) / 1e6;
      out.printf("%n6. It comes back.%n");
      line(
          "%s, %s in %.0f ms; %s",
          Words.count(session.columns(), "column"),
          switch (session.origin()) {
            case CacheOrigin.Live _ -> "in memory";
            case CacheOrigin.Restored _ -> "mapped from disk, nothing computed,";
            case CacheOrigin.Replayed replayed -> "computed again because " + replayed.reason();
          },
          milliseconds,
          session.digest().equals(digest) ? "the same bits" : "OTHER BITS");
    }
  }

  private ExitCode prove(Sessions sessions, String name, String digest) {
    out.printf("%n7. The proof: the whole story is run again from its trace, deletion included.%n");
    out.flush();
    Replay.Report report = sessions.replay(name, Replay.Deletions.AS_RECORDED, OptionalInt.empty());
    boolean same = report.divergence().isEmpty() && report.digest().equals(digest);
    line(
        "%s replayed in %.1f s: %s chosen again, SHA-256 of all %d columns %.16s…; %s",
        Words.count(report.tokens(), "token"),
        report.seconds(),
        Words.count(report.checked(), "token"),
        report.columns(),
        report.digest(),
        same ? "all the same" : "NOT THE SAME");
    return same ? ExitCode.OK : ExitCode.DISAGREEMENT;
  }
}
