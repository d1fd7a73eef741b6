package io.lethe.history;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.GenerationRequest;
import io.lethe.session.Session;
import io.lethe.session.Sessions;
import io.lethe.trace.PartRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** A model, the sessions of a folder and the histories that they answer. */
record Hall(Engine engine, Sessions sessions, Histories histories) implements AutoCloseable {
  static final Owner OWNER = new Owner("somebody");

  static Hall open(Path home) {
    Engine engine = Engine.open(EngineOptions.of(smollm2()).withThreads(2).withSlots(32));
    Sessions sessions = new Sessions(engine, "test", home, 1L << 30, Clock.systemUTC());
    return new Hall(engine, sessions, new Histories(sessions, 4));
  }

  private static Path smollm2() {
    String home =
        Objects.requireNonNullElse(
            System.getenv("LETHE_HOME"), System.getProperty("user.home") + "/.lethe");
    Path file = Path.of(home, "models", "smollm2.gguf");
    Assumptions.assumeTrue(Files.isRegularFile(file), "found no smollm2; run lethe models pull");
    return file;
  }

  static Message system(String text) {
    return Message.of(PartRole.SYSTEM, new Block.Text(text));
  }

  static Message user(String text) {
    return Message.of(PartRole.USER, new Block.Text(text));
  }

  /** What a reply said, as a client sends it back. */
  static Message assistant(Reply reply) {
    return Message.of(
        PartRole.ASSISTANT, reply.choices().getFirst().blocks().toArray(Block[]::new));
  }

  static Message assistant(String text) {
    return Message.of(PartRole.ASSISTANT, new Block.Text(text));
  }

  static List<Message> with(List<Message> history, Message... more) {
    List<Message> all = new ArrayList<>(history);
    all.addAll(Arrays.asList(more));
    return all;
  }

  Reply answer(List<Message> history) {
    return answer(Request.of(OWNER, history, GenerationRequest.greedy(8)));
  }

  Reply answer(Request request) {
    return histories.answer(request, ReplyListener.SILENT, new Cancellation());
  }

  /** The columns of a reply's session. */
  String digest(Reply reply) {
    return histories.session(OWNER, reply.session(), Session::digest);
  }

  /** Tokens that had to be computed to read a request. */
  static int read(Reply reply) {
    return reply.usage().prompt() - reply.usage().cached();
  }

  @Override
  public void close() {
    histories.close();
    sessions.close();
    engine.close();
  }
}
