package io.lethe.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Parses one line into values. Bounded in depth and in the number of values, so that no line makes
 * much more of itself than its length.
 */
final class JsonLine {
  private static final int DEEPEST = 6;

  /** Objects, lists and scalars; whole numbers in packed lists do not count. */
  private static final int MOST_VALUES = 1 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(40)
                  .maxNameLength(1000)
                  .maxStringLength(TraceReader.MOST_LINE_BYTES)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonParser parser;
  private int values;

  private JsonLine(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Parses a line that is one object.
   *
   * @throws IllegalArgumentException if it is not
   */
  static JsonValue.Members parse(byte[] line, int length) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line, 0, length)) {
      parser.nextToken();
      JsonValue value = new JsonLine(parser).value();
      if (value instanceof JsonValue.Members members && parser.nextToken() == null) {
        return members;
      }
      throw new IllegalArgumentException("found " + value.kind() + ", wanted one JSON object");
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "found no JSON (" + Wanted.shown(e.getOriginalMessage()) + "), wanted one object", e);
    }
  }

  private JsonValue value() {
    if (++values > MOST_VALUES) {
      throw new IllegalArgumentException(
          "found more than " + MOST_VALUES + " values, wanted fewer");
    }
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IllegalArgumentException("found nothing, wanted a JSON value");
    }
    return switch (token) {
      case START_OBJECT -> members();
      case START_ARRAY -> list();
      case VALUE_STRING -> new JsonValue.Text(parser.getString());
      case VALUE_NUMBER_INT -> new JsonValue.Whole(parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> new JsonValue.Decimal(finite(parser.getDoubleValue()));
      case VALUE_TRUE -> JsonValue.Word.TRUE;
      case VALUE_FALSE -> JsonValue.Word.FALSE;
      case VALUE_NULL -> JsonValue.Word.NULL;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalArgumentException("found " + token + ", wanted a JSON value");
    };
  }

  private static double finite(double found) {
    if (!Double.isFinite(found)) {
      throw new IllegalArgumentException("found a number beyond all doubles, wanted a smaller one");
    }
    return found;
  }

  private JsonValue.Members members() {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value());
    }
    return new JsonValue.Members(members);
  }

  private JsonValue list() {
    long[] wholes = new long[8];
    int count = 0;
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      if (count == wholes.length) {
        wholes = Arrays.copyOf(wholes, 2 * count);
      }
      wholes[count++] = parser.getLongValue();
    }
    if (parser.currentToken() == JsonToken.END_ARRAY) {
      return new JsonValue.Wholes(Arrays.copyOf(wholes, count));
    }
    if (count > 0) {
      throw new IllegalArgumentException(
          "found %s in a list after whole numbers, wanted more of those"
              .formatted(parser.currentToken()));
    }
    List<JsonValue> list = new ArrayList<>();
    for (; parser.currentToken() != JsonToken.END_ARRAY; parser.nextToken()) {
      list.add(value());
    }
    return new JsonValue.Values(list);
  }
}
