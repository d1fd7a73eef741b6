package io.lethe.trace;

import java.util.List;
import java.util.Map;

/**
 * A JSON value as it is found in a line. Lists of whole numbers alone, or of nothing, are packed.
 */
sealed interface JsonValue {
  record Text(String value) implements JsonValue {}

  record Whole(long value) implements JsonValue {}

  record Decimal(double value) implements JsonValue {}

  record Wholes(long[] values) implements JsonValue {}

  record Values(List<JsonValue> values) implements JsonValue {}

  record Members(Map<String, JsonValue> values) implements JsonValue {}

  enum Word implements JsonValue {
    TRUE,
    FALSE,
    NULL
  }

  /** What it is, for messages. */
  default String kind() {
    return switch (this) {
      case Text(String value) -> "\"" + Wanted.shown(value) + "\"";
      case Whole(long value) -> Long.toString(value);
      case Decimal(double value) -> Double.toString(value);
      case Wholes(long[] values) -> "a list of " + values.length + " whole numbers";
      case Values(List<JsonValue> values) -> "a list of " + values.size() + " values";
      case Members _ -> "an object";
      case Word word -> Wanted.word(word);
    };
  }
}
