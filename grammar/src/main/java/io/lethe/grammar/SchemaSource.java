package io.lethe.grammar;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A schema as text, read and searched. */
final class SchemaSource {
  private static final int MOST_CHARS = 1 << 19;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(200)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Keywords that say something which is not supported. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "not",
          "if",
          "dependentSchemas",
          "dependentRequired",
          "dependencies",
          "patternProperties",
          "propertyNames",
          "contains",
          "uniqueItems",
          "unevaluatedItems",
          "$dynamicRef",
          "$recursiveRef");

  private final JsonNode root;

  SchemaSource(String text) {
    if (text.length() > MOST_CHARS) {
      throw new GrammarException(
          "found a schema of %d characters, wanted %d at most"
              .formatted(text.length(), MOST_CHARS));
    }
    try {
      root = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new GrammarException(
          "found a schema that is no JSON, wanted JSON: " + e.getOriginalMessage());
    }
  }

  JsonNode root() {
    return root;
  }

  /** Refuses what cannot be carried out: to leave it out would let wrong answers through. */
  static void requireSupported(JsonNode schema, String where) {
    for (String keyword : UNSUPPORTED) {
      JsonNode value = schema.path(keyword);
      boolean saysNothing =
          value.isMissingNode()
              || (value.isBoolean() && !value.asBoolean())
              || (value.isObject() && value.isEmpty() && !keyword.equals("not"));
      if (!saysNothing) {
        throw GrammarException.at(
            where,
            "the keyword \"" + keyword + "\"",
            "type, properties, required, additionalProperties, items, prefixItems, enum, const,"
                + " $ref, anyOf, oneOf, allOf, pattern, format and limits of numbers, lengths and"
                + " counts");
      }
    }
  }

  /** What a reference points to. */
  JsonNode find(String reference, String where) {
    if (!reference.startsWith("#")) {
      throw GrammarException.at(
          where, "a reference to \"" + reference + "\"", "one into this schema, such as #/$defs/A");
    }
    String pointer =
        URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    JsonNode found =
        pointer.isEmpty() || pointer.startsWith("/") ? root.at(pointer) : root.path(pointer);
    if (found.isMissingNode()) {
      throw GrammarException.at(
          where, "a reference to \"" + reference + "\", which is not there", "one that is");
    }
    return found;
  }
}
