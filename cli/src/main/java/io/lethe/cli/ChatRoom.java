package io.lethe.cli;

import io.lethe.engine.Cancellation;
import io.lethe.engine.EngineException;
import io.lethe.engine.GenerationRequest;
import io.lethe.session.Answer;
import io.lethe.session.CacheOrigin;
import io.lethe.session.Deletion;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.SessionException;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import io.lethe.tokenizer.TokenizerException;
import io.lethe.tokenizer.template.TemplateException;
import io.lethe.trace.TraceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session and the commands about it; where lines come from is somebody else's business. Owns the
 * session and its forks. For one thread at a time, {@link #interrupt} excepted.
 */
final class ChatRoom implements AutoCloseable {
  /** What to do after a line. */
  enum Next {
    GO_ON,
    LEAVE
  }

  /** What becomes of the session when everybody has left. */
  enum Stay {
    KEPT,
    TEMPORARY
  }

  /**
   * How a chat is led.
   *
   * @param system the first message of a new session
   * @param request asked for at each answer
   * @param options of a new session
   */
  record Manner(
      Optional<String> system, Supplier<GenerationRequest> request, SessionOptions options) {}

  private final Sessions sessions;
  private final Stay stay;
  private final Manner manner;
  private final PrintWriter out;
  private final ChatVerbs verbs;
  private final List<Piece> attached = new ArrayList<>();
  private final List<Session> forks = new ArrayList<>();
  private Session session;
  private @Nullable Answer last;
  private volatile @Nullable Cancellation answering;

  /**
   * Continues a session, or begins it.
   *
   * @throws TraceException if it is damaged or in use
   * @throws SessionException.OtherModel if another model made it
   */
  ChatRoom(Sessions sessions, String name, Stay stay, Manner manner, PrintWriter out, Ink ink) {
    this.sessions = sessions;
    this.stay = stay;
    this.manner = manner;
    this.out = out;
    this.verbs = new ChatVerbs(this, out, ink);
    long start = System.nanoTime();
    if (sessions.contains(name)) {
      this.session = sessions.open(name);
      out.println(welcome(session, (System.nanoTime() - start) / 1e6));
    } else {
      this.session = sessions.create(name, manner.options());
    }
    out.flush();
  }

  private static String welcome(Session session, double milliseconds) {
    return String.format(
        Locale.ROOT,
        "Session %s goes on: %s, %s, %s.",
        session.name(),
        Words.count(session.turn(), "turn"),
        Words.count(session.columns(), "column"),
        switch (session.origin()) {
          case CacheOrigin.Live _ -> "nothing to bring back";
          case CacheOrigin.Restored _ -> "mapped from disk in %.0f ms".formatted(milliseconds);
          case CacheOrigin.Replayed replayed ->
              "computed again in %.0f ms because %s".formatted(milliseconds, replayed.reason());
        });
  }

  Session session() {
    return session;
  }

  Stay stay() {
    return stay;
  }

  Optional<Answer> last() {
    return Optional.ofNullable(last);
  }

  /** Takes a message, which the model answers, or a command. What goes wrong is a line. */
  Next take(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      return Next.GO_ON;
    }
    try {
      if (text.startsWith("/")) {
        return verbs.obey(text);
      }
      answer(text);
    } catch (SessionException.Broken broken) {
      throw broken; // nothing that anybody types here can mend it
    } catch (SessionException
        | TraceException
        | EngineException
        | TemplateException
        | TokenizerException
        | CancellationException e) {
      out.println("lethe: " + e.getMessage());
    } catch (IOException e) {
      out.println("lethe: " + Errors.text(e));
    } finally {
      out.flush();
    }
    return Next.GO_ON;
  }

  /** Ends an answer that is being written; callable from any thread. Says whether there was one. */
  boolean interrupt() {
    Cancellation running = answering;
    if (running != null) {
      running.cancel();
    }
    return running != null;
  }

  private void answer(String text) {
    List<Piece> pieces = new ArrayList<>();
    if (session.parts().isEmpty()) {
      manner.system().map(Piece::system).ifPresent(pieces::add);
    }
    pieces.addAll(attached);
    pieces.add(Piece.user(text));
    Cancellation cancellation = new Cancellation();
    answering = cancellation;
    try {
      Answer answer =
          session.say(
              pieces,
              manner.request().get(),
              piece -> {
                out.print(piece);
                out.flush();
              },
              cancellation);
      attached.clear();
      last = answer;
      out.println();
      answer.forgotten().forEach(deletion -> out.println("(" + told(deletion) + ")"));
    } finally {
      answering = null;
    }
  }

  /** A deletion in a sentence. */
  static String told(Deletion deletion) {
    String how =
        switch (deletion.kind()) {
          case FORGET -> "forgot";
          case REDACT -> "redacted";
          case REPAIR -> "repaired after forgetting";
        };
    String parts =
        deletion.parts().stream().map(id -> Integer.toString(id)).collect(Collectors.joining(", "));
    return "turn %d: %s %s of part%s %s, by %s%s"
        .formatted(
            deletion.since(),
            how,
            Words.count(deletion.tokens(), "column"),
            deletion.parts().size() == 1 ? "" : "s",
            parts,
            deletion.by(),
            deletion.reason().isEmpty() ? "" : ": " + Words.start(deletion.reason(), 100));
  }

  /** Keeps a piece for the next message. */
  void attach(Piece piece) {
    attached.add(piece);
  }

  /** Takes back what waits for the next message; returns how much that was. */
  int detach() {
    int count = attached.size();
    attached.clear();
    return count;
  }

  /** Copies the session. The copy stays open until everybody leaves, so that columns are shared. */
  void fork(String name) {
    forks.add(session.fork(name));
  }

  /** Leaves a temporary session for a new one. */
  void startAnew(String name) {
    Session next = sessions.create(name, manner.options());
    session.close();
    session = next;
    attached.clear();
    last = null;
  }

  @Override
  public void close() {
    try {
      forks.forEach(Session::close);
    } finally {
      session.close();
    }
  }
}
