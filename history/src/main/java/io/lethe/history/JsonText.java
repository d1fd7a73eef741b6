package io.lethe.history;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON texts that say the same, as the same text. */
final class JsonText {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private JsonText() {}

  /** A call by its name and arguments; its id is no part of what it says. */
  static String call(Block.ToolUse call) {
    return call.name() + " " + canonical(call.arguments());
  }

  /** The same JSON without blanks, keys in order; the text itself where it is none. */
  static String canonical(String json) {
    try {
      Object value = JSON.readValue(json, Object.class);
      return JSON.writeValueAsString(value);
    } catch (JacksonException _) {
      return json.strip();
    }
  }
}
