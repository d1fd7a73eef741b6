package io.lethe.imports;

import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.trace.PartRole;
import tools.jackson.databind.JsonNode;

/** Reads messages in the form of OpenAI's chat completions. For one thread. */
final class OpenAiMessages {
  private final Conversation conversation;
  private final LeftOut leftOut;

  OpenAiMessages(Conversation conversation, LeftOut leftOut) {
    this.conversation = conversation;
    this.leftOut = leftOut;
  }

  void read(Iterable<JsonNode> messages) {
    messages.forEach(this::message);
  }

  private void message(JsonNode message) {
    String role = Content.text(message, "role");
    switch (role) {
      case "system" -> says(PartRole.SYSTEM, message);
      case "developer" -> says(PartRole.DEVELOPER, message);
      case "user" -> says(PartRole.USER, message);
      case "assistant" -> assistant(message);
      case "tool", "function" ->
          conversation.answers(
              Content.text(message, "tool_call_id"),
              Content.text(message, "name"),
              String.join("\n", Content.texts(message.path("content"), leftOut)),
              Outcome.DONE);
      default -> leftOut.add("messages of role", role);
    }
  }

  private void says(PartRole role, JsonNode message) {
    conversation.speaks(role);
    Content.texts(message.path("content"), leftOut).forEach(conversation::says);
  }

  private void assistant(JsonNode message) {
    conversation.speaks(PartRole.ASSISTANT);
    String thought = Content.text(message, "reasoning_content");
    conversation.thinks(thought.isEmpty() ? Content.text(message, "reasoning") : thought);
    Content.texts(message.path("content"), leftOut).forEach(conversation::says);
    conversation.says(Content.text(message, "refusal"));
    calls(message);
  }

  /** What an assistant's message calls. */
  void calls(JsonNode message) {
    for (JsonNode call : message.path("tool_calls")) {
      call(Content.text(call, "id"), call.path("function"));
    }
    if (message.path("function_call").isObject()) {
      call("", message.path("function_call"));
    }
  }

  private void call(String id, JsonNode function) {
    if (!function.isObject()) {
      leftOut.add("calls of no function");
      return;
    }
    conversation.calls(id, Content.text(function, "name"), Content.json(function, "arguments"));
  }
}
