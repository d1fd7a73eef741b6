package io.lethe.server.openai;

import io.lethe.engine.Engine;
import io.lethe.server.http.EventStream;
import io.lethe.server.http.Exchange;
import io.lethe.server.http.Handler;
import io.lethe.server.openai.CompletionCall.Extra;
import io.lethe.server.openai.CompletionCall.Prompt;
import io.lethe.server.openai.CompletionRun.Listener;
import io.lethe.server.openai.CompletionRun.Written;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/completions}. Belongs to no session: the columns go when the answer is written.
 */
final class Completions implements Handler {
  private final Engine engine;
  private final ServedModel model;
  private final CompletionReader reader;

  Completions(Engine engine, ServedModel model) {
    this.engine = engine;
    this.model = model;
    this.reader = new CompletionReader(model);
  }

  @Override
  public void handle(Exchange exchange) {
    CompletionCall call = reader.read(Fields.of(exchange.json()));
    CompletionFrame frame = new CompletionFrame(call, model);
    if (call.wants(Extra.STREAM)) {
      Streamed streamed = new Streamed(exchange, call, frame);
      new CompletionRun(engine, call, streamed, exchange.cancellation()).run();
      streamed.end();
    } else {
      Whole whole = new Whole(frame);
      new CompletionRun(engine, call, whole, exchange.cancellation()).run();
      exchange.answer(200, whole.written());
    }
  }

  /** Keeps completions until all are written. */
  private static final class Whole implements Listener {
    private final CompletionFrame frame;
    private final ArrayNode choices = Json.array();

    Whole(CompletionFrame frame) {
      this.frame = frame;
    }

    @Override
    public void read(Prompt prompt) {
      frame.count(prompt);
    }

    @Override
    public void text(int index, String piece) {}

    @Override
    public void done(int index, Written written) {
      frame.count(written);
      choices.add(frame.choice(index, written, written.text()));
    }

    ObjectNode written() {
      ObjectNode answer = frame.object();
      answer.set("choices", choices);
      answer.set("usage", frame.usage());
      return answer;
    }
  }

  /**
   * Sends completions while they are written; log-probabilities come with a choice's last chunk.
   */
  private static final class Streamed implements Listener {
    private final Exchange exchange;
    private final CompletionCall call;
    private final CompletionFrame frame;
    private @Nullable EventStream events;

    Streamed(Exchange exchange, CompletionCall call, CompletionFrame frame) {
      this.exchange = exchange;
      this.call = call;
      this.frame = frame;
    }

    @Override
    public void read(Prompt prompt) {
      frame.count(prompt);
      open();
    }

    @Override
    public void text(int index, String piece) {
      send(CompletionFrame.piece(index, piece));
    }

    @Override
    public void done(int index, Written written) {
      frame.count(written);
      send(frame.choice(index, written, ""));
    }

    void end() {
      EventStream open = open();
      if (call.wants(Extra.STREAM_USAGE)) {
        ObjectNode last = frame.object();
        last.putArray("choices");
        last.set("usage", frame.usage());
        open.data(Json.text(last));
      }
      open.data("[DONE]");
      open.close();
    }

    private EventStream open() {
      EventStream open = events;
      if (open == null) {
        open = exchange.stream();
        events = open;
      }
      return open;
    }

    private void send(ObjectNode choice) {
      ObjectNode chunk = frame.object();
      chunk.putArray("choices").add(choice);
      if (call.wants(Extra.STREAM_USAGE)) {
        chunk.putNull("usage");
      }
      open().data(Json.text(chunk));
    }
  }
}
