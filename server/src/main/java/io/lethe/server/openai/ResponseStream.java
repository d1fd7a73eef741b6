package io.lethe.server.openai;

import io.lethe.engine.TokenLogprobs;
import io.lethe.history.Block;
import io.lethe.history.Choice;
import io.lethe.history.ReplyListener;
import io.lethe.history.Start;
import io.lethe.server.http.EventStream;
import io.lethe.server.http.Exchange;
import io.lethe.server.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a response event by event. Nothing is sent before the history was recognised, so that an
 * error until then can still be a plain answer. For one thread at a time.
 */
final class ResponseStream implements ReplyListener {
  private final Exchange exchange;
  private final ResponseFrame frame;
  private final LogprobFields logprobs;
  private final List<ObjectNode> output = new ArrayList<>();
  private final StringBuilder text = new StringBuilder(); // of the current item
  private final List<TokenLogprobs> unsent = new ArrayList<>();
  private ArrayNode itemLogprobs = Json.array();
  private @Nullable EventStream events;
  private @Nullable OutputItem item;
  private long sequence;

  ResponseStream(Exchange exchange, ResponseFrame frame) {
    this.exchange = exchange;
    this.frame = frame;
    this.logprobs = new LogprobFields(frame.model().tokenizer());
  }

  @Override
  public void started(Start start) {
    open();
  }

  private EventStream open() {
    EventStream open = events;
    if (open == null) {
      open = exchange.stream();
      events = open;
      send("response.created", response(frame.begun()));
      send("response.in_progress", response(frame.begun()));
    }
    return open;
  }

  boolean isOpen() {
    return events != null;
  }

  @Override
  public void begins(int choice, Block block) {
    endItem("completed");
    OutputItem begun = OutputItem.of(block);
    item = begun;
    text.setLength(0);
    itemLogprobs = Json.array();
    ObjectNode added = Json.object().put("output_index", output.size());
    added.set("item", begun.begun());
    send("response.output_item.added", added);
    if (!(block instanceof Block.ToolUse)) {
      ObjectNode part = inPart(begun);
      part.set("part", begun.part("", Json.array()));
      send("response.content_part.added", part);
    }
  }

  @Override
  public void more(int choice, String piece) {
    OutputItem open = current();
    text.append(piece);
    switch (open.block()) {
      case Block.Text said -> {
        ObjectNode delta = inPart(open).put("delta", piece);
        ArrayNode items = logprobs.items(unsent);
        unsent.clear();
        itemLogprobs.addAll(items);
        delta.set("logprobs", items);
        send("response.output_text.delta", delta);
      }
      case Block.Thought thought ->
          send("response.reasoning_text.delta", inPart(open).put("delta", piece));
      case Block.ToolUse use ->
          send("response.function_call_arguments.delta", inItem(open).put("delta", piece));
      case Block.ToolResult result -> throw new IllegalStateException("found " + result);
    }
  }

  @Override
  public void token(int choice, TokenLogprobs token) {
    unsent.add(token);
  }

  /** Says that the item's text is complete; the item itself ends when its status is known. */
  @Override
  public void ends(int choice) {
    OutputItem open = current();
    String whole = text.toString();
    item = open.with(whole);
    switch (open.block()) {
      case Block.Text said -> {
        ObjectNode done = inPart(open).put("text", whole);
        done.set("logprobs", itemLogprobs);
        send("response.output_text.done", done);
        endPart(open, whole);
      }
      case Block.Thought thought -> {
        send("response.reasoning_text.done", inPart(open).put("text", whole));
        endPart(open, whole);
      }
      case Block.ToolUse use ->
          send(
              "response.function_call_arguments.done",
              inItem(open).put("name", use.name()).put("arguments", whole));
      case Block.ToolResult result -> throw new IllegalStateException("found " + result);
    }
  }

  private void endPart(OutputItem open, String whole) {
    ObjectNode done = inPart(open);
    done.set("part", open.part(whole, itemLogprobs));
    send("response.content_part.done", done);
  }

  private void endItem(String status) {
    OutputItem open = item;
    if (open != null) {
      item = null;
      ObjectNode written = open.written(status, itemLogprobs);
      ObjectNode done = Json.object().put("output_index", output.size());
      done.set("item", written);
      output.add(written);
      send("response.output_item.done", done);
    }
  }

  /** Ends the last item and gives all of them. */
  List<ObjectNode> endItems(Choice.Finish finish) {
    endItem(ResponseFrame.lastItemStatus(finish));
    return List.copyOf(output);
  }

  /** Ends the stream with the response as it is now. */
  void end(ObjectNode response, Choice.Finish finish) {
    String name =
        switch (finish) {
          case STOP, STOP_STRING, TOOL_CALLS -> "response.completed";
          case LENGTH, CONTEXT_FULL, CANCELLED -> "response.incomplete";
        };
    send(name, response(response));
    open().close();
  }

  /** Says that nothing more will come; the stream is left open for the error itself. */
  void fail(String message) {
    send("response.failed", response(frame.failed(message, output)));
  }

  private OutputItem current() {
    OutputItem open = item;
    if (open == null) {
      throw new IllegalStateException("found a piece outside of any block, wanted it inside");
    }
    return open;
  }

  private ObjectNode inItem(OutputItem open) {
    return Json.object().put("item_id", open.id()).put("output_index", output.size());
  }

  private ObjectNode inPart(OutputItem open) {
    return inItem(open).put("content_index", 0);
  }

  private static ObjectNode response(ObjectNode response) {
    return Json.object().set("response", response);
  }

  private void send(String type, ObjectNode event) {
    EventStream open = open();
    ObjectNode whole = Json.object().put("type", type).put("sequence_number", sequence++);
    whole.setAll(event);
    open.event(type, Json.text(whole));
  }
}
