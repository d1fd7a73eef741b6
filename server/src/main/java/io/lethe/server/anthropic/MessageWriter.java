package io.lethe.server.anthropic;

import io.lethe.history.AppliedEdit;
import io.lethe.history.Block;
import io.lethe.history.Choice;
import io.lethe.history.ContextEdit;
import io.lethe.history.Miss;
import io.lethe.history.Reply;
import io.lethe.history.Start;
import io.lethe.server.anthropic.MessagesRequest.Diagnosis;
import io.lethe.server.anthropic.MessagesRequest.Edits;
import io.lethe.server.anthropic.MessagesRequest.Extent;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one answer as JSON. Immutable.
 *
 * @param id of the message
 * @param model that answers
 * @param asked what was asked for
 */
record MessageWriter(String id, String model, MessagesRequest asked) {
  /** The message as it is before anything of it is written. */
  ObjectNode started(Start start) {
    ObjectNode message = envelope();
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", usage(start.prompt(), start.cached(), 0));
    diagnose(message, start.miss());
    return message;
  }

  /** The whole message. */
  ObjectNode whole(Reply reply) {
    ObjectNode message = envelope();
    ArrayNode content = message.putArray("content");
    if (asked.extent() == Extent.ANSWER) {
      choice(reply).blocks().forEach(block -> content.add(block(block)));
    }
    stop(message, reply);
    message.set("usage", usage(reply));
    diagnose(message, reply.miss());
    edits(message, reply);
    message.set(LetheFields.NAME, lethe(reply));
    return message;
  }

  /** What a stream tells at its end. */
  ObjectNode ended(Reply reply) {
    ObjectNode event = Json.object().put("type", "message_delta");
    stop(event.putObject("delta"), reply);
    event.set("usage", usage(reply));
    edits(event, reply);
    event.set(LetheFields.NAME, lethe(reply));
    return event;
  }

  /** A block with all it says. */
  static ObjectNode block(Block block) {
    return switch (block) {
      case Block.Text text -> Json.object().put("type", "text").put("text", text.text());
      case Block.Thought thought ->
          Json.object()
              .put("type", "thinking")
              .put("thinking", thought.text())
              .put("signature", "");
      case Block.ToolUse use -> {
        ObjectNode written =
            Json.object().put("type", "tool_use").put("id", use.id()).put("name", use.name());
        written.set("input", input(use.arguments()));
        yield written;
      }
      case Block.ToolResult result ->
          throw new IllegalArgumentException(
              "found an answer with " + result + ", wanted a model's");
    };
  }

  /** What is no object is told as Anthropic advises clients to tell it. */
  private static JsonNode input(String arguments) {
    if (arguments.isBlank()) {
      return Json.object();
    }
    return Json.read(arguments)
        .filter(JsonNode::isObject)
        .orElseGet(() -> Json.object().put("INVALID_JSON", arguments));
  }

  private ObjectNode envelope() {
    return Json.object()
        .put("id", id)
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
  }

  private static Choice choice(Reply reply) {
    return reply.choices().getFirst();
  }

  private void stop(ObjectNode target, Reply reply) {
    Choice choice = choice(reply);
    target.put(
        "stop_reason",
        asked.extent() == Extent.WARM_UP
            ? "max_tokens"
            : switch (choice.finish()) {
              case STOP -> "end_turn";
              case STOP_STRING -> "stop_sequence";
              case LENGTH -> "max_tokens";
              case CONTEXT_FULL -> "model_context_window_exceeded";
              case TOOL_CALLS -> "tool_use";
              // Sent back as it is, the model goes on with it.
              case CANCELLED -> "pause_turn";
            });
    target.put("stop_sequence", choice.stopString().orElse(null));
  }

  private ObjectNode usage(Reply reply) {
    boolean answered = asked.extent() == Extent.ANSWER;
    ObjectNode usage =
        usage(
            reply.usage().prompt(),
            reply.usage().cached(),
            answered ? reply.usage().completion() : 0);
    usage
        .putObject("output_tokens_details")
        .put("thinking_tokens", answered ? reply.usage().thoughts() : 0);
    return usage.put("decached_tokens", reply.usage().decached());
  }

  /** The three kinds of input tokens add up to the prompt. */
  private ObjectNode usage(int prompt, int cached, int written) {
    int read = Math.max(0, prompt - cached);
    CacheMark mark = asked.mark();
    ObjectNode usage =
        Json.object()
            .put("input_tokens", mark == CacheMark.NONE ? read : 0)
            .put("cache_creation_input_tokens", mark == CacheMark.NONE ? 0 : read)
            .put("cache_read_input_tokens", cached);
    usage
        .putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", mark == CacheMark.FIVE_MINUTES ? read : 0)
        .put("ephemeral_1h_input_tokens", mark == CacheMark.ONE_HOUR ? read : 0);
    return usage.put("output_tokens", written).put("service_tier", "standard");
  }

  private void diagnose(ObjectNode message, Optional<Miss> miss) {
    if (asked.diagnosis() == Diagnosis.UNTOLD) {
      return;
    }
    ObjectNode diagnostics = message.putObject("diagnostics").putNull("cache_miss_reason");
    if (asked.diagnosis() == Diagnosis.TOLD) {
      miss.ifPresent(why -> diagnostics.set("cache_miss_reason", written(why)));
    }
  }

  private static ObjectNode written(Miss miss) {
    ObjectNode reason = Json.object();
    switch (miss.cause()) {
      case MODEL_CHANGED, SYSTEM_CHANGED, TOOLS_CHANGED, MESSAGES_CHANGED ->
          reason
              .put("type", LetheFields.lowerCase(miss.cause()))
              .put("cache_missed_input_tokens", miss.tokens());
      case NOTHING_ALIKE -> reason.put("type", "previous_message_not_found");
      case STATE_LOST -> reason.put("type", "unavailable");
    }
    return reason;
  }

  private void edits(ObjectNode target, Reply reply) {
    if (asked.edits() == Edits.UNTOLD) {
      return;
    }
    ArrayNode applied = target.putObject("context_management").putArray("applied_edits");
    for (AppliedEdit edit : reply.edits()) {
      if (edit.cleared() > 0) {
        applied.add(written(edit));
      }
    }
  }

  private static ObjectNode written(AppliedEdit applied) {
    ObjectNode edit =
        switch (applied.edit()) {
          case ContextEdit.ClearToolUses uses ->
              Json.object()
                  .put("type", EditReader.CLEAR_TOOL_USES)
                  .put("cleared_tool_uses", applied.cleared());
          case ContextEdit.ClearThinking thinking ->
              Json.object()
                  .put("type", EditReader.CLEAR_THINKING)
                  .put("cleared_thinking_turns", applied.cleared());
        };
    return edit.put("cleared_input_tokens", applied.tokens());
  }

  private ObjectNode lethe(Reply reply) {
    ObjectNode lethe = LetheFields.written(reply);
    if (!asked.ignored().isEmpty()) {
      ArrayNode ignored = lethe.putArray("ignored");
      asked.ignored().forEach(ignored::add);
    }
    return lethe;
  }
}
