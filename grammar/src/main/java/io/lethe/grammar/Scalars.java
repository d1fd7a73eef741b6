package io.lethe.grammar;

import io.lethe.grammar.Decimals.Bound;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Strings, numbers and given values of plain schemas. */
final class Scalars {
  private static final int USUAL_FRACTION = 6;
  private static final int MOST_DIGITS = 18;
  private static final int MOST_VALUES = 5000;
  private static final int LONGEST_VALUE = 4000;

  private static final List<String> OF_OBJECTS_AND_ARRAYS =
      List.of("properties", "required", "additionalProperties", "items", "prefixItems");

  private final Terms terms;
  private final Json json;
  private final Expressions expressions = new Expressions();

  Scalars(Terms terms, Json json) {
    this.terms = terms;
    this.json = json;
  }

  Term string(ObjectNode schema, String where) {
    int min = SchemaCompiler.count(schema, "minLength", 0, where);
    int max = SchemaCompiler.count(schema, "maxLength", Term.ENDLESS, where);
    Expression expression = expression(schema, where);
    if (expression == expressions.anything()) {
      return json.string(min, max);
    }
    if (min > 0 || max < Term.ENDLESS) {
      Expression text = expressions.times(expressions.one(CodePoints.ALL), min, max);
      Expression length =
          expressions.then(expressions.beginning(), expressions.then(text, expressions.end()));
      expression = expressions.both(List.of(expression, length));
    }
    return json.string(new PatternAutomaton(where, expression, expressions, terms));
  }

  /** What all patterns and formats of a schema say. */
  private Expression expression(ObjectNode schema, String where) {
    Expression all = expressions.anything();
    for (JsonNode pattern : listed(schema.path("pattern"))) {
      all = and(all, where + "/pattern", pattern.asString(""));
    }
    for (JsonNode format : listed(schema.path("format"))) {
      Optional<String> pattern = Formats.pattern(format.asString(""));
      if (pattern.isPresent()) {
        all = and(all, where + "/format", pattern.get());
      }
    }
    return all;
  }

  private Expression and(Expression all, String where, String pattern) {
    return expressions.both(List.of(all, PatternParser.parse(where, pattern, expressions)));
  }

  private static List<JsonNode> listed(JsonNode value) {
    List<JsonNode> all = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(all::add);
    } else if (!value.isMissingNode()) {
      all.add(value);
    }
    return all;
  }

  Term number(ObjectNode schema, String type, String where) {
    int fraction = type.equals("integer") ? 0 : fraction(schema, where);
    Bound low =
        tighter(bound(schema, "minimum", where), bound(schema, "exclusiveMinimum", where), 1);
    Bound high =
        tighter(bound(schema, "maximum", where), bound(schema, "exclusiveMaximum", where), -1);
    if (low == null && high == null && !schema.has("multipleOf")) {
      return type.equals("integer") ? json.integer() : json.number();
    }
    if (fraction == 0) {
      low = low == null ? null : whole(low, RoundingMode.CEILING, BigDecimal.ONE);
      high = high == null ? null : whole(high, RoundingMode.FLOOR, BigDecimal.ONE.negate());
    }
    return new Decimals(terms, fraction).between(low, high);
  }

  /** The bound itself if it is a whole number that counts, else the next one that does. */
  private static Bound whole(Bound bound, RoundingMode mode, BigDecimal step) {
    BigDecimal rounded = bound.value().setScale(0, mode);
    boolean moved = rounded.compareTo(bound.value()) != 0;
    return new Bound(
        !moved && bound.kind() == Bound.Kind.EXCLUDED ? rounded.add(step) : rounded,
        Bound.Kind.INCLUDED);
  }

  private static @Nullable Bound tighter(@Nullable Bound a, @Nullable Bound b, int sign) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.value().compareTo(b.value()) * sign > 0 ? a : b;
  }

  private static @Nullable Bound bound(ObjectNode schema, String keyword, String where) {
    JsonNode value = schema.path(keyword);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isNumber()) {
      throw GrammarException.at(where + "/" + keyword, value.toString(), "a number");
    }
    BigDecimal found = value.decimalValue().stripTrailingZeros();
    if (found.precision() - found.scale() > MOST_DIGITS || found.scale() > MOST_DIGITS) {
      throw GrammarException.at(
          where + "/" + keyword,
          value.toString(),
          "a number of %d digits before and after the point at most".formatted(MOST_DIGITS));
    }
    return new Bound(
        found, keyword.startsWith("exclusive") ? Bound.Kind.EXCLUDED : Bound.Kind.INCLUDED);
  }

  /** How many digits may stand after the point. */
  private static int fraction(ObjectNode schema, String where) {
    int most = USUAL_FRACTION;
    for (String keyword : List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")) {
      if (schema.path(keyword).isNumber()) {
        most = Math.max(most, schema.path(keyword).decimalValue().stripTrailingZeros().scale());
      }
    }
    JsonNode step = schema.path("multipleOf");
    if (!step.isMissingNode()) {
      BigDecimal found = step.isNumber() ? step.decimalValue().stripTrailingZeros() : null;
      if (found == null
          || found.unscaledValue().intValue() != 1
          || found.scale() < 0
          || found.precision() != 1) {
        throw GrammarException.at(
            where + "/multipleOf", step.toString(), "1, or 1 after the point such as 0.01");
      }
      return found.scale();
    }
    return most;
  }

  /** What {@code enum} and {@code const} list, as far as the other keywords let it through. */
  Term constants(ObjectNode schema, String where) {
    List<JsonNode> values = new ArrayList<>();
    if (schema.has("const")) {
      values.add(schema.get("const"));
    } else {
      schema.get("enum").forEach(values::add);
    }
    if (values.isEmpty() || values.size() > MOST_VALUES) {
      throw GrammarException.at(
          where + "/enum", values.size() + " values", "1 to " + MOST_VALUES + " in a list");
    }
    List<Term> choices = new ArrayList<>();
    for (JsonNode value : values) {
      if (value.toString().length() > LONGEST_VALUE) {
        throw GrammarException.at(
            where,
            "a given value of " + value.toString().length() + " characters",
            LONGEST_VALUE + " at most");
      }
      boolean listed = !schema.has("enum") || contains(schema.get("enum"), value);
      if (listed && fits(value, schema, where)) {
        choices.add(json.constant(value));
      }
    }
    return terms.alt(choices);
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private boolean fits(JsonNode value, ObjectNode schema, String where) {
    if (value.isContainer() && OF_OBJECTS_AND_ARRAYS.stream().anyMatch(schema::has)) {
      throw GrammarException.at(
          where, "given objects or arrays beside keywords about their contents", "one of the two");
    }
    List<JsonNode> types = listed(schema.path("type"));
    if (!types.isEmpty() && types.stream().noneMatch(type -> isA(value, type.asString("")))) {
      return false;
    }
    if (value.isString()) {
      int length = value.asString().codePointCount(0, value.asString().length());
      return length >= SchemaCompiler.count(schema, "minLength", 0, where)
          && length <= SchemaCompiler.count(schema, "maxLength", Term.ENDLESS, where)
          && expressions.matches(expression(schema, where), value.asString());
    }
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      Bound low =
          tighter(bound(schema, "minimum", where), bound(schema, "exclusiveMinimum", where), 1);
      Bound high =
          tighter(bound(schema, "maximum", where), bound(schema, "exclusiveMaximum", where), -1);
      return (low == null || beyond(number.compareTo(low.value()), low))
          && (high == null || beyond(high.value().compareTo(number), high));
    }
    return true;
  }

  private static boolean beyond(int compared, Bound bound) {
    return compared > 0 || (compared == 0 && bound.kind() == Bound.Kind.INCLUDED);
  }

  private static boolean isA(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "number" -> value.isNumber();
      case "integer" -> value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> false;
    };
  }
}
