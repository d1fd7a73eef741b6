package io.lethe.imports;

import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads the lines of a session of Claude Code: those of the branch that was spoken on last, without
 * subagents. What was compacted away is still in the file, so it is read and the summary is not.
 * For one thread.
 */
final class ClaudeCodeLines {
  private final Conversation conversation;
  private final LeftOut leftOut;
  private final AnthropicMessages messages;

  ClaudeCodeLines(Conversation conversation, LeftOut leftOut) {
    this.conversation = conversation;
    this.leftOut = leftOut;
    this.messages = new AnthropicMessages(conversation, leftOut);
  }

  void read(List<JsonNode> lines) {
    List<JsonNode> spoken = new ArrayList<>();
    ClaudeCodeBranch branch = ClaudeCodeBranch.of(lines);
    for (JsonNode line : lines) {
      String type = Content.text(line, "type");
      if (!Set.of("user", "assistant", "attachment").contains(type)) {
        leftOut.add("lines of type", type);
      } else if (line.path("isSidechain").asBoolean(false)) {
        leftOut.add("lines of subagents");
      } else if (line.path("isApiErrorMessage").asBoolean(false)) {
        leftOut.add("messages of errors");
      } else if (!branch.holds(line)) {
        leftOut.add("lines of abandoned branches");
      } else if (line.path("isCompactSummary").asBoolean(false) && branch.reachesPast(line)) {
        leftOut.add("summaries of what is here");
      } else {
        spoken.add(line);
      }
    }
    together(spoken).forEach(this::line);
  }

  /** A message of the model has a line for each of its blocks; results may lie between them. */
  private List<JsonNode> together(List<JsonNode> lines) {
    Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode line : lines) {
      String uuid = Content.text(line, "uuid");
      if (!uuid.isEmpty() && !seen.add(uuid)) {
        leftOut.add("lines that came twice");
        continue;
      }
      String message = Content.text(line.path("message"), "id");
      boolean model = Content.text(line, "type").equals("assistant") && !message.isEmpty();
      String group = model ? "message " + message : "line " + groups.size();
      groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(line);
    }
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private void line(JsonNode line) {
    if (Content.text(line, "type").equals("attachment")) {
      attachment(line.path("attachment"));
    } else {
      messages.message(line.path("message"));
    }
  }

  /** What the program told the model beside what the user said. */
  private void attachment(JsonNode attachment) {
    String type = Content.text(attachment, "type");
    List<String> texts = new ArrayList<>();
    gather(attachment.path("content"), texts);
    gather(attachment.path("blockingError").path("blockingError"), texts);
    String said = String.join("\n", texts).strip();
    if (type.equals("queued_command")) {
      conversation.speaks(PartRole.USER);
      Content.texts(attachment.path("prompt"), leftOut).forEach(conversation::says);
    } else if (said.isEmpty()) {
      leftOut.add("attachments of type", type);
    } else {
      String hook = Content.text(attachment, "hookName");
      String before = hook.isEmpty() ? "" : hook + " hook " + type.replace("hook_", "") + ": ";
      conversation.speaks(PartRole.USER);
      conversation.says("<system-reminder>\n" + before + said + "\n</system-reminder>\n");
    }
  }

  private static void gather(JsonNode content, List<String> texts) {
    if (content.isString()) {
      texts.add(content.asString());
    } else if (content.isArray()) {
      content.forEach(each -> texts.add(each.isString() ? each.asString() : ""));
    } else if (content.path("file").isObject()) {
      texts.add(Content.text(content.path("file"), "filePath"));
      texts.add(Content.text(content.path("file"), "content"));
    } else {
      texts.add(Content.text(content, "content"));
    }
  }
}
