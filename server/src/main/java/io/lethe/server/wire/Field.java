package io.lethe.server.wire;

import io.lethe.server.http.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * A JSON value in a request, and where it is. What it is read as it must be: every method throws
 * {@link RequestException} with status 400 and the path where it is not. Immutable.
 *
 * @param path such as {@code messages[3].content[0].type}; empty for the body itself
 */
public record Field(String path, JsonNode node) {
  private static final int SHOWN = 60;

  public boolean isText() {
    return node.isString();
  }

  public boolean isArray() {
    return node.isArray();
  }

  public boolean isObject() {
    return node.isObject();
  }

  public boolean isNumber() {
    return node.isNumber();
  }

  public String text() {
    if (!isText()) {
      throw wrong("a string");
    }
    return node.stringValue();
  }

  public Fields object() {
    if (!isObject()) {
      throw wrong("an object");
    }
    return new Fields(path, node);
  }

  /** The elements of an array, each with its index in its path. */
  public List<Field> elements() {
    if (!isArray()) {
      throw wrong("an array");
    }
    List<Field> elements = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      elements.add(new Field(path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  /** A whole number in {@code [least, most]}, written as {@code 5} or {@code 5.0}. */
  public long integer(long least, long most) {
    if (node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToLong()) {
      long value = node.longValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw wrong("a whole number from %d to %d".formatted(least, most));
  }

  /** A whole number in {@code [least, most]}. */
  public int integer(int least, int most) {
    return (int) integer((long) least, (long) most);
  }

  /** A number in {@code [least, most]}. */
  public double number(double least, double most) {
    if (node.isNumber()) {
      double value = node.asDouble(Double.NaN);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw wrong("a number from %s to %s".formatted(shortest(least), shortest(most)));
  }

  private static String shortest(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  public boolean truth() {
    if (!node.isBoolean()) {
      throw wrong("true or false");
    }
    return node.booleanValue();
  }

  /** The error that this value is not what was wanted. */
  public RequestException wrong(String wanted) {
    return fault("found " + found() + ", wanted " + wanted);
  }

  /** An error about this value. */
  public RequestException fault(String message) {
    return path.isEmpty()
        ? new RequestException(400, Optional.empty(), message)
        : RequestException.of(path, path + ": " + message);
  }

  /** What {@code make} makes; its complaint is one about this value. */
  public <T> T checked(Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw fault(String.valueOf(e.getMessage()));
    }
  }

  private String found() {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case NULL -> "null";
      case MISSING -> "nothing";
      case BINARY, BOOLEAN, NUMBER, POJO, STRING -> clipped(Json.text(node));
    };
  }

  private static String clipped(String json) {
    if (json.length() <= SHOWN) {
      return json;
    }
    int end = Character.isHighSurrogate(json.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return json.substring(0, end) + "…";
  }
}
