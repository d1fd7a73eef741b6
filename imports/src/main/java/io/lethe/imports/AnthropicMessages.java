package io.lethe.imports;

import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.trace.PartRole;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads messages in the form of Anthropic's API. For one thread. */
final class AnthropicMessages {
  private final Conversation conversation;
  private final LeftOut leftOut;

  AnthropicMessages(Conversation conversation, LeftOut leftOut) {
    this.conversation = conversation;
    this.leftOut = leftOut;
  }

  /** What the system says first, if it does. */
  void system(JsonNode content) {
    conversation.speaks(PartRole.SYSTEM);
    Content.texts(content, leftOut).forEach(conversation::says);
  }

  void read(Iterable<JsonNode> messages) {
    messages.forEach(this::message);
  }

  /** A message of a role. */
  void message(JsonNode message) {
    String role = Content.text(message, "role");
    JsonNode content = message.path("content");
    switch (role) {
      case "user" -> user(content);
      case "assistant" -> assistant(content);
      case "system" -> system(content);
      default -> leftOut.add("messages of role", role);
    }
  }

  private void user(JsonNode content) {
    conversation.speaks(PartRole.USER);
    Content.each(content, this::ofUser, conversation::says);
  }

  private void ofUser(JsonNode block) {
    Optional<String> text = Content.textOf(block);
    if (text.isPresent()) {
      conversation.says(text.get());
    } else if (Content.text(block, "type").equals("tool_result")) {
      conversation.answers(
          Content.text(block, "tool_use_id"),
          "",
          String.join("\n", Content.texts(block.path("content"), leftOut)),
          block.path("is_error").asBoolean(false) ? Outcome.FAILED : Outcome.DONE);
    } else {
      leftOut.add("blocks of type", Content.text(block, "type"));
    }
  }

  private void assistant(JsonNode content) {
    conversation.speaks(PartRole.ASSISTANT);
    Content.each(content, this::ofAssistant, conversation::says);
  }

  private void ofAssistant(JsonNode block) {
    switch (Content.text(block, "type")) {
      case "text" -> conversation.says(Content.text(block, "text"));
      case "thinking" -> conversation.thinks(Content.text(block, "thinking"));
      case "tool_use" -> {
        String input = Content.json(block, "input");
        conversation.calls(
            Content.text(block, "id"), Content.text(block, "name"), input.isEmpty() ? "{}" : input);
      }
      default -> leftOut.add("blocks of type", Content.text(block, "type"));
    }
  }
}
