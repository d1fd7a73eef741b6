package io.lethe.grammar;

import io.lethe.grammar.Members.Presence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema as a term. Properties come in the schema's order. What a schema leaves open may be
 * left out here, never the other way round: where properties are listed, others are written only if
 * the schema says that they may be.
 */
final class SchemaCompiler {
  private static final int MOST_SCHEMAS = 20_000;
  private static final int DEEPEST = 64;
  private static final int LONGEST_NAME = 1000;
  private static final int MOST_COUNTED = 1 << 20;

  /** What may stand beside a reference or a choice without saying anything about values. */
  private static final Set<String> REMARKS =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "example",
          "deprecated",
          "readOnly",
          "writeOnly",
          "discriminator",
          "nullable",
          "$schema",
          "$id",
          "id",
          "$comment",
          "$defs",
          "definitions",
          "$anchor");

  private final Terms terms;
  private final Json json;
  private final SchemaSource source;
  private final Alternatives alternatives;
  private final Scalars scalars;
  private final Map<String, Lazy.Reference> references = new HashMap<>();
  private final IdentityHashMap<JsonNode, Lazy.Reference> mixed = new IdentityHashMap<>();
  private int schemas;
  private int depth;

  SchemaCompiler(Terms terms, Json json, String schema) {
    this.terms = terms;
    this.json = json;
    this.source = new SchemaSource(schema);
    this.alternatives = new Alternatives(source);
    this.scalars = new Scalars(terms, json);
  }

  /** Values of the schema. */
  Term compile() {
    return compile(source.root(), "");
  }

  /** Values of the schema that are objects. */
  Term compileObject() {
    if (source.root().isObject() && !source.root().has("type")) {
      ((ObjectNode) source.root()).put("type", "object");
    }
    return compile();
  }

  private Term compile(JsonNode schema, String where) {
    if (++schemas > MOST_SCHEMAS) {
      throw GrammarException.at(where, "more than " + MOST_SCHEMAS + " schemas", "fewer");
    }
    if (depth >= DEEPEST) {
      throw GrammarException.at(where, "schemas more than " + DEEPEST + " deep", "fewer");
    }
    depth++;
    try {
      return combined(schema, where);
    } finally {
      depth--;
    }
  }

  private Term combined(JsonNode schema, String where) {
    if (schema.isBoolean()) {
      return schema.asBoolean() ? json.any() : terms.never();
    }
    if (isOnly("$ref", schema)) {
      return reference(schema.get("$ref").asString(""), where);
    }
    for (String choice : List.of("anyOf", "oneOf")) {
      if (isOnly(choice, schema)) {
        List<Term> choices = new ArrayList<>();
        int index = 0;
        for (JsonNode each : Alternatives.list(schema, choice, where)) {
          choices.add(compile(each, where + "/" + choice + "/" + index++));
        }
        return terms.alt(choices);
      }
    }
    return schema.has("$ref") ? mixed(schema, where) : alternatives(schema, where);
  }

  /** A reference beside other keywords, which may lead back to itself. */
  private Term mixed(JsonNode schema, String where) {
    Lazy.Reference known = mixed.get(schema);
    if (known == null) {
      known = terms.reference();
      mixed.put(schema, known);
      known.define(alternatives(schema, where));
    }
    return known;
  }

  private Term alternatives(JsonNode schema, String where) {
    List<Term> choices = new ArrayList<>();
    for (ObjectNode plain : alternatives.of(schema, where)) {
      choices.add(plain(plain, where));
    }
    return terms.alt(choices);
  }

  private static boolean isOnly(String keyword, JsonNode schema) {
    return schema.has(keyword)
        && schema.propertyNames().stream()
            .allMatch(name -> name.equals(keyword) || REMARKS.contains(name));
  }

  private Term reference(String pointer, String where) {
    Lazy.Reference known = references.get(pointer);
    if (known == null) {
      known = terms.reference();
      references.put(pointer, known);
      JsonNode target = source.find(pointer, where);
      known.define(compile(target, pointer));
    }
    return known;
  }

  private Term plain(ObjectNode schema, String where) {
    if (schema.has("enum") || schema.has("const")) {
      return scalars.constants(schema, where);
    }
    List<Term> choices = new ArrayList<>();
    for (String type : types(schema, where)) {
      choices.add(
          switch (type) {
            case "object" -> object(schema, where);
            case "array" -> array(schema, where);
            case "string" -> scalars.string(schema, where);
            case "number", "integer" -> scalars.number(schema, type, where);
            case "boolean" -> json.bool();
            case "null" -> json.nothing();
            case "any" -> json.any();
            default ->
                throw GrammarException.at(
                    where + "/type",
                    "\"" + type + "\"",
                    "object, array, string, number, integer, boolean or null");
          });
    }
    return terms.alt(choices);
  }

  /** Where no type is given, that of which the schema has something to say. */
  private static List<String> types(ObjectNode schema, String where) {
    JsonNode type = schema.path("type");
    if (type.isString()) {
      return List.of(type.asString());
    }
    if (type.isArray()) {
      Set<String> types = new LinkedHashSet<>();
      type.forEach(each -> types.add(each.asString("")));
      return List.copyOf(types);
    }
    if (!type.isMissingNode()) {
      throw GrammarException.at(where + "/type", type.toString(), "a name or a list of names");
    }
    Map<String, List<String>> telling = new LinkedHashMap<>();
    telling.put(
        "object",
        List.of(
            "properties", "required", "additionalProperties", "minProperties", "maxProperties"));
    telling.put("array", List.of("items", "prefixItems", "minItems", "maxItems"));
    telling.put("string", List.of("minLength", "maxLength", "pattern", "format"));
    telling.put(
        "number",
        List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"));
    List<String> types = new ArrayList<>();
    telling.forEach((name, keywords) -> {
      if (keywords.stream().anyMatch(schema::has)) {
        types.add(name);
      }
    });
    return types.isEmpty() ? List.of("any") : types;
  }

  private Term object(ObjectNode schema, String where) {
    JsonNode listed = schema.path("properties");
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    JsonNode others = schema.path("additionalProperties");
    if (others.isMissingNode()) {
      boolean open = !schema.has("properties") && !schema.has("unevaluatedProperties");
      others = BooleanNode.valueOf(open);
    }
    Map<String, JsonNode> named = new LinkedHashMap<>();
    listed.properties().forEach(entry -> named.put(entry.getKey(), entry.getValue()));
    for (String name : required) {
      JsonNode other = schema.path("additionalProperties");
      named.putIfAbsent(name, other.isMissingNode() ? BooleanNode.TRUE : other);
    }
    List<Members.Property> properties = new ArrayList<>();
    named.keySet().forEach(name -> requireShort(name, where));
    named.forEach((name, value) ->
        properties.add(
            new Members.Property(
                json.key(name),
                compile(value, where + "/properties/" + escaped(name)),
                required.contains(name) ? Presence.REQUIRED : Presence.OPTIONAL)));
    int min = count(schema, "minProperties", 0, where);
    int max = count(schema, "maxProperties", Term.ENDLESS, where);
    if (min > required.size() + 1) {
      throw GrammarException.at(
          where + "/minProperties", Integer.toString(min), "one more than are required at most");
    }
    return json.object(
        new Members.Shape(
            properties, others(others, List.copyOf(named.keySet()), where), min, max));
  }

  private static void requireShort(String name, String where) {
    if (name.length() > LONGEST_NAME) {
      throw GrammarException.at(
          where, "a name of " + name.length() + " characters", LONGEST_NAME + " at most");
    }
  }

  private @Nullable Term others(JsonNode schema, List<String> names, String where) {
    if (schema.isBoolean() && !schema.asBoolean()) {
      return null;
    }
    return json.otherMember(names, compile(schema, where + "/additionalProperties"));
  }

  private Term array(ObjectNode schema, String where) {
    JsonNode items = schema.path("items");
    List<JsonNode> first =
        items.isArray()
            ? Alternatives.list(schema, "items", where)
            : Alternatives.list(schema, "prefixItems", where);
    JsonNode others = items.isArray() ? schema.path("additionalItems") : items;
    List<Term> prefix = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      prefix.add(compile(first.get(i), where + "/prefixItems/" + i));
    }
    Term more = others.isMissingNode() ? json.any() : compile(others, where + "/items");
    int min = count(schema, "minItems", 0, where);
    int max = count(schema, "maxItems", Term.ENDLESS, where);
    if (more == terms.never()
        || (others.isMissingNode() && !first.isEmpty() && min <= first.size())) {
      return json.array(new Items.Shape(prefix, null, min, max));
    }
    return json.array(new Items.Shape(prefix, more, min, max));
  }

  /** A keyword that counts. */
  static int count(ObjectNode schema, String keyword, int absent, String where) {
    JsonNode value = schema.path(keyword);
    if (value.isMissingNode()) {
      return absent;
    }
    boolean isLower = keyword.startsWith("min");
    if (!value.isNumber() || value.decimalValue().signum() < 0) {
      throw GrammarException.at(where + "/" + keyword, value.toString(), "a number of 0 or more");
    }
    double found = value.decimalValue().doubleValue();
    if (isLower && found > MOST_COUNTED) {
      throw GrammarException.at(
          where + "/" + keyword, value.toString(), "%d at most".formatted(MOST_COUNTED));
    }
    return found > MOST_COUNTED ? Term.ENDLESS : (int) (isLower ? Math.ceil(found) : found);
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
