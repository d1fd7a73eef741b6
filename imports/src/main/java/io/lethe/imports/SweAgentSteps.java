package io.lethe.imports;

import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.trace.PartRole;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a trajectory of SWE-agent: its history, or its steps where there is none. Actions that are
 * no calls of tools become some, so that it is known what was read. For one thread.
 */
final class SweAgentSteps {
  /** Commands of the agent's own whose argument is a file. */
  private static final Set<String> OF_FILES = Set.of("open", "create");

  private final Conversation conversation;
  private final LeftOut leftOut;
  private final OpenAiMessages messages;

  /** Whether an action waits for what comes of it. */
  private boolean acting;

  SweAgentSteps(Conversation conversation, LeftOut leftOut) {
    this.conversation = conversation;
    this.leftOut = leftOut;
    this.messages = new OpenAiMessages(conversation, leftOut);
  }

  void read(JsonNode trajectory) {
    if (!trajectory.path("history").isEmpty()) {
      trajectory.path("history").forEach(this::entry);
      return;
    }
    messages.read(trajectory.path("trajectory").path(0).path("query"));
    trajectory.path("trajectory").forEach(this::step);
  }

  private void entry(JsonNode entry) {
    String text = String.join("\n", Content.texts(entry.path("content"), leftOut));
    String role = Content.text(entry, "role");
    switch (role) {
      case "system" -> says(PartRole.SYSTEM, text);
      case "user" -> observed(entry, text);
      case "tool" -> {
        String first = Content.text(entry, "tool_call_id");
        JsonNode ids = entry.path("tool_call_ids");
        conversation.answers(
            first.isEmpty() && ids.path(0).isString() ? ids.path(0).asString() : first,
            "",
            text,
            Outcome.DONE);
      }
      case "assistant" -> assistant(entry, text);
      default -> leftOut.add("messages of role", role);
    }
  }

  private void observed(JsonNode entry, String text) {
    if (acting && Content.text(entry, "message_type").equals("observation")) {
      conversation.answers("", "", text, Outcome.DONE);
    } else {
      says(PartRole.USER, text);
    }
    acting = false;
  }

  private void assistant(JsonNode entry, String text) {
    conversation.speaks(PartRole.ASSISTANT);
    for (JsonNode block : entry.path("thinking_blocks")) {
      conversation.thinks(Content.text(block, "thinking"));
    }
    String action = Content.text(entry, "action");
    if (!entry.path("tool_calls").isEmpty()) {
      conversation.says(text);
      messages.calls(entry);
      acting = false;
    } else if (action.isBlank()) {
      conversation.says(text);
      acting = false;
    } else {
      String thought = Content.text(entry, "thought");
      conversation.says(thought.isBlank() ? text : thought);
      acts(action);
    }
  }

  private void acts(String action) {
    String[] words = action.strip().split("\\s+", -1);
    boolean ofFile = words.length > 1 && OF_FILES.contains(words[0]);
    conversation.calls(
        "",
        ofFile ? words[0] : "bash",
        JsonMapper.shared()
            .createObjectNode()
            .put(ofFile ? "path" : "command", ofFile ? words[1] : action)
            .toString());
    acting = true;
  }

  private void step(JsonNode step) {
    conversation.speaks(PartRole.ASSISTANT);
    String thought = Content.text(step, "thought");
    conversation.says(thought.isBlank() ? Content.text(step, "response") : thought);
    String action = Content.text(step, "action");
    if (!action.isBlank()) {
      acts(action);
      conversation.answers("", "", Content.text(step, "observation"), Outcome.DONE);
    }
  }

  private void says(PartRole role, String text) {
    conversation.speaks(role);
    conversation.says(text);
  }
}
