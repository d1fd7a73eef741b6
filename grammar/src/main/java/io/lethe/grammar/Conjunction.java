package io.lethe.grammar;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Two plain schemas as one that asks for both. */
final class Conjunction {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<String> LARGER =
      Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
  private static final Set<String> SMALLER =
      Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");
  private static final Set<String> TOGETHER = Set.of("pattern", "format");

  private final ObjectNode a;
  private final ObjectNode b;
  private final String where;

  Conjunction(ObjectNode a, ObjectNode b, String where) {
    this.a = a;
    this.b = b;
    this.where = where;
  }

  /** The schema; empty if nothing can meet both. */
  Optional<ObjectNode> schema() {
    ObjectNode both = NODES.objectNode().setAll(a);
    for (Map.Entry<String, JsonNode> entry : b.properties()) {
      String keyword = entry.getKey();
      JsonNode first = a.get(keyword);
      if (first == null) {
        both.set(keyword, entry.getValue());
      } else if (!first.equals(entry.getValue())) {
        JsonNode joined = joined(keyword, first, entry.getValue());
        if (joined != null) {
          both.set(keyword, joined);
        }
      }
    }
    joinProperties(both);
    boolean impossible =
        (both.path("type").isArray() && both.path("type").isEmpty())
            || (both.has("enum") && both.path("enum").isEmpty());
    return impossible ? Optional.empty() : Optional.of(both);
  }

  private @Nullable JsonNode joined(String keyword, JsonNode first, JsonNode second) {
    if (LARGER.contains(keyword) && first.isNumber() && second.isNumber()) {
      return decimal(first).compareTo(decimal(second)) >= 0 ? first : second;
    }
    if (SMALLER.contains(keyword) && first.isNumber() && second.isNumber()) {
      return decimal(first).compareTo(decimal(second)) <= 0 ? first : second;
    }
    if (TOGETHER.contains(keyword)) {
      return listed(first).addAll(listed(second));
    }
    return switch (keyword) {
      case "type" -> types(first, second);
      case "enum" -> common(first, second);
      case "const" -> throw refused(keyword);
      case "required" -> {
        Set<JsonNode> names = new LinkedHashSet<>();
        first.forEach(names::add);
        second.forEach(names::add);
        yield NODES.arrayNode().addAll(List.copyOf(names));
      }
      case "properties", "additionalProperties" -> null; // see joinProperties
      case "items" -> all(first, second);
      case "unevaluatedProperties" -> NODES.booleanNode(false);
      case "prefixItems", "additionalItems", "multipleOf" -> throw refused(keyword);
      default -> null; // says nothing about values
    };
  }

  private GrammarException refused(String keyword) {
    return GrammarException.at(
        where, "schemas combined that differ in \"" + keyword + "\"", "it in one of them");
  }

  private static BigDecimal decimal(JsonNode number) {
    return number.decimalValue();
  }

  private static ArrayNode listed(JsonNode value) {
    return value.isArray() ? ((ArrayNode) value).deepCopy() : NODES.arrayNode().add(value);
  }

  private static ArrayNode types(JsonNode first, JsonNode second) {
    Set<String> types = new LinkedHashSet<>();
    for (JsonNode x : listed(first)) {
      for (JsonNode y : listed(second)) {
        String one = x.asString("");
        String other = y.asString("");
        if (one.equals(other)) {
          types.add(one);
        } else if (Set.of(one, other).equals(Set.of("number", "integer"))) {
          types.add("integer");
        }
      }
    }
    ArrayNode found = NODES.arrayNode();
    types.forEach(found::add);
    return found;
  }

  private static ArrayNode common(JsonNode first, JsonNode second) {
    Set<JsonNode> values = new HashSet<>();
    second.forEach(values::add);
    ArrayNode found = NODES.arrayNode();
    first.forEach(value -> {
      if (values.contains(value)) {
        found.add(value);
      }
    });
    return found;
  }

  private static ObjectNode all(JsonNode first, JsonNode second) {
    ObjectNode all = NODES.objectNode();
    all.putArray("allOf").add(first).add(second);
    return all;
  }

  /** A property has to meet what each says of it, be it by name or as one of the others. */
  private void joinProperties(ObjectNode both) {
    if (a.has("properties") || b.has("properties")) {
      Set<String> names = new LinkedHashSet<>();
      names.addAll(a.path("properties").propertyNames());
      names.addAll(b.path("properties").propertyNames());
      ObjectNode properties = NODES.objectNode();
      for (String name : names) {
        Optional<JsonNode> first = says(a, name);
        Optional<JsonNode> second = says(b, name);
        if (first.isPresent() && second.isPresent() && !first.equals(second)) {
          properties.set(name, all(first.get(), second.get()));
        } else {
          properties.set(name, first.or(() -> second).orElseThrow());
        }
      }
      both.set("properties", properties);
    }
    if (a.has("additionalProperties")
        && b.has("additionalProperties")
        && !a.get("additionalProperties").equals(b.get("additionalProperties"))) {
      both.set(
          "additionalProperties",
          all(a.get("additionalProperties"), b.get("additionalProperties")));
    }
  }

  private static Optional<JsonNode> says(ObjectNode schema, String name) {
    return Optional.ofNullable(schema.path("properties").get(name))
        .or(() -> Optional.ofNullable(schema.get("additionalProperties")));
  }
}
