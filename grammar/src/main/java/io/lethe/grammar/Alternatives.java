package io.lethe.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema that combines others ({@code allOf}, {@code anyOf}, {@code oneOf}, {@code $ref} beside
 * other keywords) as plain ones, of which an answer has to meet any.
 */
final class Alternatives {
  private static final Set<String> COMBINING = Set.of("$ref", "allOf", "anyOf", "oneOf");
  private static final int MOST = 256;
  private static final int DEEPEST = 32;
  private static final int MOST_VISITS = 10_000;

  private final SchemaSource source;
  private int visits;

  Alternatives(SchemaSource source) {
    this.source = source;
  }

  /** The plain schemas. Where none can be met, there are none. */
  List<ObjectNode> of(JsonNode schema, String where) {
    return of(schema, where, 0);
  }

  private List<ObjectNode> of(JsonNode schema, String where, int depth) {
    if (++visits > MOST_VISITS) {
      throw GrammarException.at(where, "schemas combined too often", "fewer combinations");
    }
    if (depth > DEEPEST) {
      throw GrammarException.at(
          where, "schemas combined more than " + DEEPEST + " deep", "fewer, or no circle of them");
    }
    if (schema.isBoolean()) {
      return schema.asBoolean() ? List.of(JsonNodeFactory.instance.objectNode()) : List.of();
    }
    if (!schema.isObject()) {
      throw GrammarException.at(
          where, schema.getNodeType().toString().toLowerCase(Locale.ROOT), "a schema");
    }
    SchemaSource.requireSupported(schema, where);
    ObjectNode plain = JsonNodeFactory.instance.objectNode().setAll((ObjectNode) schema);
    plain.remove(COMBINING);
    List<ObjectNode> all = List.of(plain);
    if (schema.has("$ref")) {
      String reference = schema.get("$ref").asString("");
      all = cross(all, of(source.find(reference, where), reference, depth + 1), where);
    }
    int index = 0;
    for (JsonNode each : list(schema, "allOf", where)) {
      all = cross(all, of(each, where + "/allOf/" + index++, depth + 1), where);
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      if (schema.has(keyword)) {
        List<ObjectNode> any = new ArrayList<>();
        int number = 0;
        for (JsonNode each : list(schema, keyword, where)) {
          any.addAll(of(each, where + "/" + keyword + "/" + number++, depth + 1));
        }
        all = cross(all, any, where);
      }
    }
    return all;
  }

  /** The schemas that a keyword lists. */
  static List<JsonNode> list(JsonNode schema, String keyword, String where) {
    JsonNode found = schema.path(keyword);
    if (found.isMissingNode()) {
      return List.of();
    }
    if (!found.isArray() || found.isEmpty()) {
      throw GrammarException.at(where + "/" + keyword, found.toString(), "a list of schemas");
    }
    List<JsonNode> all = new ArrayList<>();
    found.forEach(all::add);
    return all;
  }

  private static List<ObjectNode> cross(List<ObjectNode> a, List<ObjectNode> b, String where) {
    if ((long) a.size() * b.size() > MOST) {
      throw GrammarException.at(
          where, "more than " + MOST + " combinations of schemas", "fewer alternatives");
    }
    List<ObjectNode> all = new ArrayList<>();
    for (ObjectNode first : a) {
      for (ObjectNode second : b) {
        new Conjunction(first, second, where).schema().ifPresent(all::add);
      }
    }
    return all;
  }
}
