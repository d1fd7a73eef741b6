package io.lethe.server.openai;

import io.lethe.engine.TokenLogprobs;
import io.lethe.history.Block;
import io.lethe.history.Reply;
import io.lethe.history.ReplyListener;
import io.lethe.history.Start;
import io.lethe.server.http.EventStream;
import io.lethe.server.http.Exchange;
import io.lethe.server.openai.ChatCall.Extra;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a chat completion as chunks. Nothing is sent before the history was recognised, so that an
 * error until then can still be a plain answer. Each choice is written by one thread.
 */
final class ChatStream implements ReplyListener {
  private final Exchange exchange;
  private final ChatCall call;
  private final ChatFrame frame;
  private final ReplyClock clock = new ReplyClock();
  private final List<ChoiceDeltas> choices;
  private @Nullable EventStream events;
  private int cached;

  ChatStream(Exchange exchange, ChatCall call, ChatFrame frame) {
    this.exchange = exchange;
    this.call = call;
    this.frame = frame;
    LogprobFields logprobs = new LogprobFields(frame.model().tokenizer());
    this.choices =
        IntStream.range(0, call.request().choices())
            .mapToObj(index -> new ChoiceDeltas(index, logprobs))
            .toList();
  }

  @Override
  public void started(Start start) {
    clock.started(start);
    cached = start.cached();
    open();
  }

  /** Opens the stream, and each choice with its role, if that was not done yet. */
  private synchronized EventStream open() {
    EventStream open = events;
    if (open == null) {
      open = exchange.stream();
      events = open;
      for (ChoiceDeltas choice : choices) {
        open.data(Json.text(chunk(choice.opening())));
      }
    }
    return open;
  }

  @Override
  public void reading(int done, int total) {
    if (call.wants(Extra.STREAM_PROGRESS)) {
      ObjectNode chunk = chunk(choices.getFirst().silence());
      chunk
          .putObject("prompt_progress")
          .put("total", cached + total)
          .put("cache", cached)
          .put("processed", cached + done)
          .put("time_ms", Math.round(clock.elapsedMillis()));
      send(chunk);
    }
  }

  @Override
  public void begins(int choice, Block block) {
    clock.begins(choice, block);
    choices.get(choice).begins(block).ifPresent(delta -> send(chunk(delta)));
  }

  @Override
  public void more(int choice, String piece) {
    send(chunk(choices.get(choice).more(piece)));
  }

  @Override
  public void token(int choice, TokenLogprobs token) {
    choices.get(choice).token(token);
  }

  /** Ends the stream with what is known now: reasons, usage, the session. */
  void end(Reply reply) {
    for (int i = 0; i < choices.size(); i++) {
      ObjectNode chunk =
          chunk(choices.get(i).end(ChatFrame.finishReason(reply.choices().get(i).finish())));
      boolean last = i == choices.size() - 1;
      if (last && !call.wants(Extra.STREAM_USAGE)) {
        close(chunk, reply);
      }
      send(chunk);
    }
    if (call.wants(Extra.STREAM_USAGE)) {
      ObjectNode chunk = frame.object("chat.completion.chunk");
      chunk.putArray("choices");
      chunk.set("usage", UsageFields.ofChat(reply.usage()));
      close(chunk, reply);
      send(chunk);
    }
    EventStream open = open();
    open.data("[DONE]");
    open.close();
  }

  private void close(ObjectNode chunk, Reply reply) {
    chunk.set("timings", clock.written(reply.usage()));
    chunk.set(LetheFields.NAME, LetheFields.written(reply));
  }

  private ObjectNode chunk(ObjectNode choice) {
    ObjectNode chunk = frame.object("chat.completion.chunk");
    chunk.putArray("choices").add(choice);
    if (call.wants(Extra.STREAM_USAGE)) {
      chunk.putNull("usage");
    }
    return chunk;
  }

  private void send(ObjectNode chunk) {
    open().data(Json.text(chunk));
  }
}
