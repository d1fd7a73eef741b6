package io.lethe.server.anthropic;

import io.lethe.history.Block;
import io.lethe.history.Reply;
import io.lethe.history.ReplyListener;
import io.lethe.history.Start;
import io.lethe.server.anthropic.MessagesRequest.Extent;
import io.lethe.server.http.EventStream;
import io.lethe.server.http.Exchange;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one answer as events, while it comes to be. The stream begins once the history was
 * recognised: what goes wrong before that is an error like any other. For the thread that writes
 * the answer and, after it, for the one that waited.
 */
final class MessageStream implements ReplyListener {
  private static final long PING_NANOS = 1_000_000_000;

  private final Exchange exchange;
  private final MessageWriter writer;
  private Optional<EventStream> stream = Optional.empty();
  private Deltas deltas = Deltas.TEXT;
  private int index = -1;
  private long pinged;

  /** How the pieces of a block are called. */
  private enum Deltas {
    TEXT("text_delta", "text"),
    THINKING("thinking_delta", "thinking"),
    INPUT("input_json_delta", "partial_json");

    final String type;
    final String field;

    Deltas(String type, String field) {
      this.type = type;
      this.field = field;
    }
  }

  MessageStream(Exchange exchange, MessageWriter writer) {
    this.exchange = exchange;
    this.writer = writer;
  }

  @Override
  public void started(Start start) {
    stream = Optional.of(exchange.stream());
    ObjectNode event = event("message_start");
    event.set("message", writer.started(start));
    send(event);
    send(event("ping"));
    pinged = System.nanoTime();
  }

  @Override
  public void reading(int done, int total) {
    if (System.nanoTime() - pinged >= PING_NANOS) {
      ObjectNode ping = event("ping");
      ping.putObject(LetheFields.NAME).put("read", done).put("of", total);
      send(ping);
      pinged = System.nanoTime();
    }
  }

  @Override
  public void begins(int choice, Block block) {
    if (isWarmUp()) {
      return;
    }
    deltas =
        switch (block) {
          case Block.Text text -> Deltas.TEXT;
          case Block.Thought thought -> Deltas.THINKING;
          case Block.ToolUse use -> Deltas.INPUT;
          case Block.ToolResult result ->
              throw new IllegalArgumentException("found " + result + ", wanted a model's block");
        };
    index++;
    ObjectNode event = event("content_block_start").put("index", index);
    event.set("content_block", MessageWriter.block(block));
    send(event);
  }

  @Override
  public void more(int choice, String piece) {
    if (!piece.isEmpty()) {
      delta(deltas.type, deltas.field, piece);
    }
  }

  @Override
  public void ends(int choice) {
    if (deltas == Deltas.THINKING) {
      delta("signature_delta", "signature", "");
    }
    if (!isWarmUp()) {
      send(event("content_block_stop").put("index", index));
    }
  }

  /** Tells how the answer ended, and ends the stream. */
  void end(Reply reply) {
    if (stream.isEmpty()) {
      started(
          new Start(
              reply.session(),
              reply.turn(),
              reply.cache(),
              reply.usage().prompt(),
              reply.usage().cached(),
              reply.miss()));
    }
    send(writer.ended(reply));
    send(event("message_stop"));
    stream.ifPresent(EventStream::close);
  }

  private boolean isWarmUp() {
    return writer.asked().extent() == Extent.WARM_UP;
  }

  private void delta(String type, String field, String piece) {
    if (isWarmUp()) {
      return;
    }
    ObjectNode event = event("content_block_delta").put("index", index);
    event.putObject("delta").put("type", type).put(field, piece);
    send(event);
  }

  private static ObjectNode event(String type) {
    return Json.object().put("type", type);
  }

  private void send(ObjectNode event) {
    stream
        .orElseThrow(() -> new IllegalStateException("found " + event + " before the start"))
        .event(event.path("type").asString(), Json.text(event));
  }
}
