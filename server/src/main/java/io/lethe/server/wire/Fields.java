package io.lethe.server.wire;

import io.lethe.server.http.RequestException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object in a request. A field that is {@code null} counts as absent; unknown
 * ones are nobody's concern. Methods throw {@link RequestException} with status 400 and the field's
 * path where a field is not as asked. Immutable.
 *
 * @param path of the object; empty for the body itself
 */
public record Fields(String path, JsonNode node) {
  /** Longer names, which only a client's own can be, are cut where they are shown. */
  private static final int SHOWN = 80;

  /**
   * The fields of a request's body. Halves of surrogate pairs in its texts become U+FFFD.
   *
   * @throws RequestException if it is no object
   */
  public static Fields of(JsonNode body) {
    return new Field("", Unicode.repaired(body)).object();
  }

  public boolean has(String name) {
    return field(name).isPresent();
  }

  /** The field, if it is there and not null. */
  public Optional<Field> field(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull()
        ? Optional.empty()
        : Optional.of(new Field(pathOf(name), value));
  }

  /** The names of all fields, null or not. */
  public Collection<String> names() {
    return node.propertyNames();
  }

  public Field required(String name) {
    return field(name).orElseThrow(() -> missing(name));
  }

  public Optional<String> text(String name) {
    return field(name).map(Field::text);
  }

  public String requiredText(String name) {
    return required(name).text();
  }

  public Optional<Fields> object(String name) {
    return field(name).map(Field::object);
  }

  public Fields requiredObject(String name) {
    return required(name).object();
  }

  /** The elements of an array; none if it is absent. */
  public List<Field> elements(String name) {
    return field(name).map(Field::elements).orElse(List.of());
  }

  /** A whole number in {@code [least, most]}. */
  public OptionalInt integer(String name, int least, int most) {
    Optional<Field> field = field(name);
    return field.isPresent()
        ? OptionalInt.of(field.get().integer(least, most))
        : OptionalInt.empty();
  }

  /** A whole number in {@code [least, most]}. */
  public OptionalLong longInteger(String name, long least, long most) {
    Optional<Field> field = field(name);
    return field.isPresent()
        ? OptionalLong.of(field.get().integer(least, most))
        : OptionalLong.empty();
  }

  /** A number in {@code [least, most]}. */
  public OptionalDouble number(String name, double least, double most) {
    Optional<Field> field = field(name);
    return field.isPresent()
        ? OptionalDouble.of(field.get().number(least, most))
        : OptionalDouble.empty();
  }

  /** Whether the field says true; absent it does not. */
  public boolean isTrue(String name) {
    return field(name).map(Field::truth).orElse(false);
  }

  /** Whether the field says false; absent it does not. */
  public boolean isFalse(String name) {
    return !field(name).map(Field::truth).orElse(true);
  }

  /** A text that is one of those listed. */
  public Optional<String> oneOf(String name, List<String> wanted) {
    Optional<Field> field = field(name);
    field.ifPresent(found -> {
      if (!wanted.contains(found.text())) {
        throw found.wrong(list(wanted));
      }
    });
    return field.map(Field::text);
  }

  private static String list(List<String> wanted) {
    return wanted.size() == 1 ? wanted.getFirst() : "one of " + String.join(", ", wanted);
  }

  /** The error that a field must not be missing. */
  public RequestException missing(String name) {
    return RequestException.of(pathOf(name), pathOf(name) + ": found nothing, wanted a value");
  }

  /** The object as the value it is. */
  public Field whole() {
    return new Field(path, node);
  }

  private String pathOf(String name) {
    String shown = name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…";
    return path.isEmpty() ? shown : path + "." + shown;
  }
}
