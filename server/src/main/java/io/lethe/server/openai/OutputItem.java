package io.lethe.server.openai;

import io.lethe.history.Block;
import io.lethe.server.wire.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An item of a response's output.
 *
 * @param block what it shows, in the kind that it has; its text may still be to come
 */
record OutputItem(String id, Block block) {
  /** An item with a name of its own. */
  static OutputItem of(Block block) {
    return new OutputItem(Ids.fresh(prefix(block)), block);
  }

  private static String prefix(Block block) {
    return switch (block) {
      case Block.Text text -> "msg_";
      case Block.Thought thought -> "rs_";
      case Block.ToolUse use -> "fc_";
      case Block.ToolResult result ->
          throw new IllegalStateException("found " + result + " in an answer, wanted a call");
    };
  }

  /** The same item with all of its text. */
  OutputItem with(String text) {
    return new OutputItem(
        id,
        switch (block) {
          case Block.Text said -> new Block.Text(text);
          case Block.Thought thought -> new Block.Thought(text);
          case Block.ToolUse use -> new Block.ToolUse(use.id(), use.name(), text);
          case Block.ToolResult result -> result;
        });
  }

  /**
   * The item before anything is in it.
   *
   * @return with the status {@code in_progress}
   */
  ObjectNode begun() {
    ObjectNode item = frame("in_progress");
    switch (block) {
      case Block.Text text -> item.putArray("content");
      case Block.Thought thought -> item.putArray("content");
      case Block.ToolUse use -> item.put("arguments", "");
      case Block.ToolResult result -> throw new IllegalStateException("found " + result);
    }
    return item;
  }

  /**
   * The item with all that is in it.
   *
   * @param logprobs of a text's tokens
   */
  ObjectNode written(String status, ArrayNode logprobs) {
    ObjectNode item = frame(status);
    switch (block) {
      case Block.Text text -> item.putArray("content").add(part(text.text(), logprobs));
      case Block.Thought thought -> item.putArray("content").add(part(thought.text(), logprobs));
      case Block.ToolUse use -> item.put("arguments", use.arguments());
      case Block.ToolResult result -> throw new IllegalStateException("found " + result);
    }
    return item;
  }

  /** The part that holds a text or a thought. */
  ObjectNode part(String text, ArrayNode logprobs) {
    ObjectNode part = Json.object();
    if (block instanceof Block.Thought) {
      return part.put("type", "reasoning_text").put("text", text);
    }
    part.put("type", "output_text").put("text", text).putArray("annotations");
    part.set("logprobs", logprobs);
    return part;
  }

  private ObjectNode frame(String status) {
    ObjectNode item = Json.object().put("id", id);
    switch (block) {
      case Block.Text text ->
          item.put("type", "message").put("status", status).put("role", "assistant");
      case Block.Thought thought ->
          item.put("type", "reasoning").put("status", status).putArray("summary");
      case Block.ToolUse use ->
          item.put("type", "function_call")
              .put("status", status)
              .put("call_id", use.id())
              .put("name", use.name());
      case Block.ToolResult result -> throw new IllegalStateException("found " + result);
    }
    return item;
  }
}
