package io.lethe.cli;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Conversation;
import io.lethe.engine.Engine;
import io.lethe.engine.EngineException;
import io.lethe.engine.Generation;
import io.lethe.engine.GenerationRequest;
import io.lethe.tokenizer.template.ChatMessage;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A conversation and the commands about it; where lines come from is somebody else's business. */
final class ChatRoom implements AutoCloseable {
  /** What to do after a line. */
  enum Next {
    GO_ON,
    LEAVE
  }

  private final Engine engine;
  private final List<ChatMessage> opening;
  private final Supplier<GenerationRequest> request;
  private final PrintWriter out;
  private Conversation conversation;
  private @Nullable Generation last;
  private volatile @Nullable Cancellation answering;

  ChatRoom(
      Engine engine,
      @Nullable String system,
      Supplier<GenerationRequest> request,
      PrintWriter out) {
    this.engine = engine;
    this.opening = system == null ? List.of() : List.of(ChatMessage.system(system));
    this.request = request;
    this.out = out;
    this.conversation = new Conversation(engine, opening);
  }

  /** Takes a message, which the model answers, or a command. */
  Next take(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      return Next.GO_ON;
    }
    if (text.startsWith("/")) {
      return command(text);
    }
    answer(text);
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
    Cancellation cancellation = new Cancellation();
    answering = cancellation;
    try {
      last =
          conversation.say(
              ChatMessage.user(text),
              request.get(),
              piece -> {
                out.print(piece);
                out.flush();
              },
              cancellation);
      out.println();
    } catch (EngineException.ContextFull full) {
      out.println("The context is full: " + full.getMessage() + ". /reset starts anew.");
    } finally {
      answering = null;
      out.flush();
    }
  }

  private Next command(String text) {
    switch (text) {
      case "/quit", "/exit" -> {
        return Next.LEAVE;
      }
      case "/help" -> help();
      case "/stats" -> stats();
      case "/reset" -> {
        conversation.close();
        conversation = new Conversation(engine, opening);
        last = null;
        out.println("A new conversation.");
      }
      default -> out.println("No command " + text + "; /help lists them.");
    }
    out.flush();
    return Next.GO_ON;
  }

  private void help() {
    out.println("/help   this list");
    out.println("/stats  how fast the last answer was, how full the context is");
    out.println("/reset  start a new conversation");
    out.println("/quit   leave (also /exit, Ctrl-D)");
    out.println("A line that ends with \\ goes on in the next one.");
  }

  private void stats() {
    if (last != null) {
      out.println(Speed.line(last));
      Conversation.Reading reading = conversation.reading();
      out.printf(
          "of the prompt %d tokens were there already, %d were read, %d dropped%n",
          reading.reused(), reading.read(), reading.dropped());
    }
    out.printf(
        "context: %d of %d tokens%n", conversation.session().liveColumns(), engine.capacity());
  }

  @Override
  public void close() {
    conversation.close();
  }
}
