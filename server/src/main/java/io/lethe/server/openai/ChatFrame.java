package io.lethe.server.openai;

import io.lethe.history.Block;
import io.lethe.history.Choice;
import io.lethe.history.Reply;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import java.time.Instant;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all objects of one chat completion share, and the completion as a whole.
 *
 * @param created seconds since 1970
 */
record ChatFrame(String id, long created, ServedModel model) {
  static ChatFrame fresh(ServedModel model) {
    return new ChatFrame(Ids.fresh("chatcmpl-"), Instant.now().getEpochSecond(), model);
  }

  /** An object of this completion, without choices. */
  ObjectNode object(String kind) {
    return Json.object()
        .put("id", id)
        .put("object", kind)
        .put("created", created)
        .put("model", model.id())
        .put("service_tier", "default")
        .put("system_fingerprint", model.fingerprint());
  }

  /** The answer as a whole. */
  ObjectNode completion(Reply reply, ReplyClock clock) {
    ObjectNode completion = object("chat.completion");
    ArrayNode choices = completion.putArray("choices");
    for (int i = 0; i < reply.choices().size(); i++) {
      choices.add(choice(i, reply.choices().get(i)));
    }
    completion.set("usage", UsageFields.ofChat(reply.usage()));
    completion.set("timings", clock.written(reply.usage()));
    completion.set(LetheFields.NAME, LetheFields.written(reply));
    return completion;
  }

  private ObjectNode choice(int index, Choice choice) {
    ObjectNode node = Json.object().put("index", index);
    node.set("message", message(choice));
    if (choice.logprobs().isEmpty()) {
      node.putNull("logprobs");
    } else {
      node.set("logprobs", new LogprobFields(model.tokenizer()).ofChat(choice.logprobs()));
    }
    return node.put("finish_reason", finishReason(choice.finish()));
  }

  private static ObjectNode message(Choice choice) {
    ObjectNode message = Json.object().put("role", "assistant");
    ArrayNode calls = Json.array();
    for (Block block : choice.blocks()) {
      if (block instanceof Block.ToolUse use) {
        calls.add(call(use));
      }
    }
    String text = joined(choice, Block.Text.class);
    if (text.isEmpty() && !calls.isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", text);
    }
    message.putNull("refusal");
    String thoughts = joined(choice, Block.Thought.class);
    if (!thoughts.isEmpty()) {
      message.put("reasoning_content", thoughts);
    }
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
    return message;
  }

  private static ObjectNode call(Block.ToolUse use) {
    ObjectNode call = Json.object().put("id", use.id()).put("type", "function");
    call.putObject("function").put("name", use.name()).put("arguments", use.arguments());
    return call;
  }

  private static String joined(Choice choice, Class<? extends Block> kind) {
    return choice.blocks().stream()
        .filter(kind::isInstance)
        .map(ChatFrame::text)
        .collect(Collectors.joining());
  }

  private static String text(Block block) {
    return switch (block) {
      case Block.Text said -> said.text();
      case Block.Thought thought -> thought.text();
      case Block.ToolUse use -> use.arguments();
      case Block.ToolResult result -> result.text();
    };
  }

  static String finishReason(Choice.Finish finish) {
    return switch (finish) {
      case STOP, STOP_STRING -> "stop";
      case LENGTH, CONTEXT_FULL, CANCELLED -> "length";
      case TOOL_CALLS -> "tool_calls";
    };
  }
}
