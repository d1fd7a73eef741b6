package io.lethe.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The plain values among a tool call's arguments. */
final class Arguments {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Arguments() {}

  /** In the order given; numbers as text; nothing if the text is no JSON object. */
  static Map<String, String> of(String json) {
    Map<String, String> values = new LinkedHashMap<>();
    try {
      JsonNode node = JSON.readTree(json);
      if (node.isObject()) {
        node.forEachEntry((key, value) -> {
          if (value.isValueNode()) {
            values.put(key, value.asString());
          }
        });
      }
    } catch (JacksonException _) {
      // Models write broken JSON; a call without known arguments is just a call.
    }
    return values;
  }
}
