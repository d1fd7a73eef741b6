package io.lethe.server.wire;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as trees and as text. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /** A new object without fields. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A new array without elements. */
  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** JSON on one line, as it fits into an event of a stream. */
  public static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /** A text as JSON, if it is exactly one value. */
  public static Optional<JsonNode> read(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
