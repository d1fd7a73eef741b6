package io.lethe.server.anthropic;

import io.lethe.server.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes wrong bodies of right ones. For one thread. */
final class Mutations {
  private static final List<String> NAMES =
      List.of(
          "role",
          "content",
          "type",
          "text",
          "id",
          "name",
          "input",
          "tool_use_id",
          "thinking",
          "decached_since",
          "decached_ranges",
          "start",
          "end",
          "since",
          "clear_at",
          "lethe",
          "keep",
          "value",
          "trigger",
          "cache_control",
          "source",
          "data",
          "system",
          "max_tokens");
  private static final List<String> WORDS =
      List.of(
          "",
          " ",
          "user",
          "assistant",
          "system",
          "tool",
          "text",
          "thinking",
          "tool_use",
          "tool_result",
          "image",
          "document",
          "compaction",
          "redacted_thinking",
          "auto",
          "any",
          "all",
          "never",
          "next_user_message",
          "ephemeral",
          "clear_tool_uses_20250919",
          "compact_20260112",
          "bash_20250124",
          "\u0000",
          "\ud83d",
          "ÿ",
          "../../x",
          "a".repeat(300));

  private final SplittableRandom random;

  Mutations(SplittableRandom random) {
    this.random = random;
  }

  /** A body with one to four changes. */
  JsonNode changed(JsonNode body) {
    JsonNode copy = body.deepCopy();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      change(copy);
    }
    return copy;
  }

  private void change(JsonNode root) {
    List<JsonNode> inner = new ArrayList<>();
    gather(root, inner);
    switch (inner.get(random.nextInt(inner.size()))) {
      case ObjectNode object -> change(object);
      case ArrayNode array -> change(array);
      default -> throw new AssertionError("neither an object nor an array");
    }
  }

  private static void gather(JsonNode node, List<JsonNode> inner) {
    if (node.isObject() || node.isArray()) {
      inner.add(node);
      node.values().forEach(each -> gather(each, inner));
    }
  }

  private void change(ObjectNode object) {
    List<String> names = List.copyOf(object.propertyNames());
    if (names.isEmpty() || random.nextInt(5) == 0) {
      object.set(pick(NAMES), value(3));
    } else if (random.nextInt(4) == 0) {
      object.remove(pick(names));
    } else {
      object.set(pick(names), value(3));
    }
  }

  private void change(ArrayNode array) {
    int at = array.isEmpty() ? 0 : random.nextInt(array.size());
    switch (array.isEmpty() ? 0 : random.nextInt(4)) {
      case 0 -> array.insert(at, value(3));
      case 1 -> array.remove(at);
      case 2 -> array.insert(random.nextInt(array.size()), array.get(at).deepCopy());
      default -> array.set(at, value(3));
    }
  }

  private JsonNode value(int depth) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0 -> make.nullNode();
      case 1 -> make.booleanNode(random.nextBoolean());
      case 2 -> make.numberNode(random.nextInt(-3, 12));
      case 3 -> make.numberNode(random.nextLong());
      case 4 -> make.numberNode((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(300)));
      case 5, 6 -> make.stringNode(pick(WORDS));
      case 7 -> {
        ArrayNode array = Json.array();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(pick(NAMES), value(depth - 1));
        }
        yield object;
      }
    };
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  /** A text with some of its characters changed, doubled or lost. */
  String garbled(String text) {
    StringBuilder garbled = new StringBuilder(text);
    for (int changes = 1 + random.nextInt(6); changes > 0 && !garbled.isEmpty(); changes--) {
      int at = random.nextInt(garbled.length());
      switch (random.nextInt(4)) {
        case 0 -> garbled.deleteCharAt(at);
        case 1 -> garbled.insert(at, "{}[],:\"\\0-e.".charAt(random.nextInt(12)));
        case 2 -> garbled.setCharAt(at, (char) random.nextInt(0x10000));
        default -> garbled.setLength(at);
      }
    }
    return garbled.toString();
  }
}
