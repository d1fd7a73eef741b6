package io.lethe.imports;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The branch of a session of Claude Code that was spoken on last. Lines name their parents; who
 * goes back and says something else begins a branch. Calls that were made side by side look like
 * branches too, so their results, and all blocks of a message, belong to it as well. Immutable.
 */
final class ClaudeCodeBranch {
  private final Set<String> lines = new HashSet<>();
  private final Set<String> messages = new HashSet<>();
  private final Set<String> calls = new HashSet<>();
  private final Set<String> resumed =
      new HashSet<>(); // lines after which what was compacted is here

  private ClaudeCodeBranch() {}

  static ClaudeCodeBranch of(List<JsonNode> lines) {
    ClaudeCodeBranch branch = new ClaudeCodeBranch();
    branch.walk(lines);
    for (JsonNode line : lines) {
      if (branch.onPath(line) && !Content.text(line.path("message"), "id").isEmpty()) {
        branch.messages.add(Content.text(line.path("message"), "id"));
      }
    }
    for (JsonNode line : lines) {
      if (branch.onPath(line)
          || branch.messages.contains(Content.text(line.path("message"), "id"))) {
        blocks(line, "tool_use").forEach(block -> branch.calls.add(Content.text(block, "id")));
      }
    }
    return branch;
  }

  private void walk(List<JsonNode> all) {
    Map<String, Integer> places = new HashMap<>();
    int last = -1;
    for (int i = 0; i < all.size(); i++) {
      String uuid = Content.text(all.get(i), "uuid");
      if (!uuid.isEmpty()) {
        places.putIfAbsent(uuid, i);
        last = speaks(all.get(i)) ? i : last;
      }
    }
    int at = last;
    while (at >= 0 && lines.add(Content.text(all.get(at), "uuid"))) {
      String parent = Content.text(all.get(at), "parentUuid");
      String logical = Content.text(all.get(at), "logicalParentUuid");
      if (parent.isEmpty() && !logical.isEmpty() && places.containsKey(logical)) {
        resumed.add(Content.text(all.get(at), "uuid"));
      }
      String before = parent.isEmpty() ? logical : parent;
      // Some versions name parents that were never written; what stands before is the best guess.
      at = before.isEmpty() ? -1 : places.getOrDefault(before, previous(all, at));
    }
  }

  private static int previous(List<JsonNode> all, int at) {
    int before = at - 1;
    while (before >= 0
        && !(speaks(all.get(before)) && !Content.text(all.get(before), "uuid").isEmpty())) {
      before--;
    }
    return before;
  }

  private static boolean speaks(JsonNode line) {
    String type = Content.text(line, "type");
    return !line.path("isSidechain").asBoolean(false)
        && (type.equals("user") || type.equals("assistant") || type.equals("attachment"));
  }

  private boolean onPath(JsonNode line) {
    String uuid = Content.text(line, "uuid");
    return uuid.isEmpty() || lines.contains(uuid);
  }

  /** Whether a line belongs to it. */
  boolean holds(JsonNode line) {
    return onPath(line)
        || messages.contains(Content.text(line.path("message"), "id"))
        || blocks(line, "tool_result").stream()
            .anyMatch(block -> calls.contains(Content.text(block, "tool_use_id")));
  }

  /** Whether a summary sums up what is in the file. */
  boolean reachesPast(JsonNode summary) {
    return resumed.contains(Content.text(summary, "parentUuid"))
        || resumed.contains(Content.text(summary, "uuid"));
  }

  private static List<JsonNode> blocks(JsonNode line, String type) {
    return line.path("message")
        .path("content")
        .valueStream()
        .filter(block -> Content.text(block, "type").equals(type))
        .toList();
  }
}
