package io.lethe.server.wire;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes JSON sayable in UTF-8. Clients that cut texts at a number of UTF-16 units send halves of
 * surrogate pairs; nothing on disk or in an answer can hold those, so U+FFFD takes their place.
 * Names of fields need none of it: no parser takes a half there.
 */
final class Unicode {
  private static final char REPLACEMENT = '\uFFFD';

  private Unicode() {}

  /** The value itself where it holds no half of a pair, else a copy without. */
  static JsonNode repaired(JsonNode node) {
    if (!isBroken(node)) {
      return node;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object.forEachEntry((name, value) -> copy.set(name, repaired(value)));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(value -> copy.add(repaired(value)));
      return copy;
    }
    return Json.object().stringNode(repaired(node.stringValue()));
  }

  private static boolean isBroken(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object.valueStream().anyMatch(Unicode::isBroken);
    }
    if (node instanceof ArrayNode array) {
      return array.valueStream().anyMatch(Unicode::isBroken);
    }
    return node.isString() && isBroken(node.stringValue());
  }

  private static boolean isBroken(String text) {
    return firstHalf(text, 0) < text.length();
  }

  private static String repaired(String text) {
    StringBuilder repaired = new StringBuilder(text);
    for (int at = firstHalf(text, 0); at < text.length(); at = firstHalf(text, at + 1)) {
      repaired.setCharAt(at, REPLACEMENT);
    }
    return repaired.toString();
  }

  /** The index of the first surrogate without its partner; the length if all have theirs. */
  private static int firstHalf(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return text.length();
  }
}
