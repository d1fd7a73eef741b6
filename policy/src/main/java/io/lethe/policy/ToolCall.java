package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tool that the model called by writing {@code {"name": ..., "arguments": {...}}}, with or
 * without tags or text around it.
 *
 * @param arguments a JSON object
 */
public record ToolCall(String name, String arguments) {
  // Models go on talking after the object.
  private static final ObjectReader JSON =
      JsonMapper.shared().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int MOST_TRIES = 64;

  /** The calls in what the model wrote, in order; objects that are none are skipped. */
  public static List<ToolCall> in(String text) {
    List<ToolCall> calls = new ArrayList<>();
    int tries = 0;
    int at = text.indexOf('{');
    while (at >= 0 && tries++ < MOST_TRIES) {
      int next = at + 1;
      try {
        JsonNode node = JSON.readTree(text.substring(at));
        JsonNode arguments = node.path("arguments");
        if (node.path("name").isString() && arguments.isObject()) {
          calls.add(new ToolCall(node.path("name").asString(), arguments.toString()));
          next = Math.max(next, text.indexOf("arguments", at)); // past what was just read
          next = Math.max(next, text.indexOf('{', next) + 1);
        }
      } catch (JacksonException _) {
        // Prose may hold braces; the next one may begin a call.
      }
      at = text.indexOf('{', next);
    }
    return List.copyOf(calls);
  }
}
