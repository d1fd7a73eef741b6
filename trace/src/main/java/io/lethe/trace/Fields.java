package io.lethe.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is taken apart: each field is asked for once, and what nobody asked for is an
 * error. All errors are {@link IllegalArgumentException}s that name the field.
 */
final class Fields {
  private final String where;
  private final Map<String, JsonValue> rest;

  Fields(String where, JsonValue.Members members) {
    this.where = where;
    this.rest = new LinkedHashMap<>(members.values());
  }

  /** Refuses fields that nobody asked for. */
  void close() {
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          "found the field \"%s\"%s, wanted none that this format does not know"
              .formatted(Wanted.shown(rest.keySet().iterator().next()), where));
    }
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, null, "a string"));
  }

  Optional<String> optionalText(String name) {
    JsonValue found = rest.remove(name);
    if (found == null) {
      return Optional.empty();
    }
    if (found instanceof JsonValue.Text(String text)) {
      return Optional.of(text);
    }
    throw wrong(name, found, "a string");
  }

  long whole(String name) {
    JsonValue found = rest.remove(name);
    if (found instanceof JsonValue.Whole(long whole)) {
      return whole;
    }
    throw wrong(name, found, "a whole number");
  }

  int integer(String name) {
    return (int) Wanted.within(0, Integer.MAX_VALUE, whole(name), name);
  }

  Optional<Integer> optionalInteger(String name) {
    return rest.containsKey(name) ? Optional.of(integer(name)) : Optional.empty();
  }

  OptionalDouble optionalDecimal(String name) {
    JsonValue found = rest.remove(name);
    if (found == null) {
      return OptionalDouble.empty();
    }
    if (found instanceof JsonValue.Decimal(double decimal)) {
      return OptionalDouble.of(decimal);
    }
    if (found instanceof JsonValue.Whole(long whole)) {
      return OptionalDouble.of((double) whole);
    }
    throw wrong(name, found, "a number");
  }

  <E extends Enum<E>> E word(String name, Class<E> type) {
    String found = text(name);
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (Wanted.word(constant).equals(found)) {
        return constant;
      }
      known.add(Wanted.word(constant));
    }
    throw new IllegalArgumentException(
        "found the %s \"%s\", wanted one of %s"
            .formatted(name, Wanted.shown(found), String.join(", ", known)));
  }

  int[] integers(String name) {
    JsonValue found = rest.remove(name);
    if (!(found instanceof JsonValue.Wholes(long[] wholes))) {
      throw wrong(name, found, "a list of whole numbers");
    }
    int[] integers = new int[wholes.length];
    for (int i = 0; i < wholes.length; i++) {
      integers[i] = (int) Wanted.within(0, Integer.MAX_VALUE, wholes[i], "number in " + name);
    }
    return integers;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonValue each : values(name, "a list of strings")) {
      if (!(each instanceof JsonValue.Text(String text))) {
        throw wrong(name, each, "strings alone");
      }
      texts.add(text);
    }
    return texts;
  }

  List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    for (JsonValue each : values(name, "a list of objects")) {
      if (!(each instanceof JsonValue.Members members)) {
        throw wrong(name, each, "objects alone");
      }
      objects.add(new Fields(" in " + name, members));
    }
    return objects;
  }

  /** A list of lists of {@code width} whole numbers each. */
  <T> List<T> rows(String name, int width, Function<long[], T> row) {
    List<T> rows = new ArrayList<>();
    for (JsonValue each : values(name, "a list of lists of " + width + " whole numbers")) {
      if (!(each instanceof JsonValue.Wholes(long[] cells)) || cells.length != width) {
        throw wrong(name, each, "lists of " + width + " whole numbers alone");
      }
      rows.add(row.apply(cells));
    }
    return rows;
  }

  Settings settings(String name) {
    JsonValue found = rest.remove(name);
    if (!(found instanceof JsonValue.Members(Map<String, JsonValue> values))) {
      throw wrong(name, found, "an object");
    }
    LinkedHashMap<String, Settings.Value> settings = new LinkedHashMap<>();
    values.forEach((key, value) ->
        settings.put(
            key,
            switch (value) {
              case JsonValue.Text(String text) -> new Settings.Value.Text(text);
              case JsonValue.Whole(long whole) -> new Settings.Value.Whole(whole);
              case JsonValue.Decimal(double decimal) -> new Settings.Value.Decimal(decimal);
              case JsonValue.Word word -> flag(name + "." + key, word);
              case JsonValue.Wholes _, JsonValue.Values _, JsonValue.Members _ ->
                  throw wrong(name + "." + key, value, "a string, a number, true or false");
            }));
    return new Settings(settings);
  }

  private Settings.Value.Flag flag(String name, JsonValue.Word word) {
    return switch (word) {
      case TRUE -> Settings.Value.Flag.TRUE;
      case FALSE -> Settings.Value.Flag.FALSE;
      case NULL -> throw wrong(name, word, "a string, a number, true or false");
    };
  }

  private List<JsonValue> values(String name, String wanted) {
    JsonValue found = rest.remove(name);
    if (found instanceof JsonValue.Values(List<JsonValue> values)) {
      return values;
    }
    if (found instanceof JsonValue.Wholes(long[] wholes) && wholes.length == 0) {
      return List.of();
    }
    throw wrong(name, found, wanted);
  }

  private IllegalArgumentException wrong(String name, @Nullable JsonValue found, String wanted) {
    return new IllegalArgumentException(
        "found %s as \"%s\"%s, wanted %s"
            .formatted(
                found == null ? "nothing" : found.kind(), Wanted.shown(name), where, wanted));
  }
}
