package io.lethe.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One object of a reference file, in JSON's types, with checked access; {@code where} is for
 * messages.
 */
record ReferenceFields(String where, Map<?, ?> fields) {
  static ReferenceFields of(String where, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new EngineException.MalformedReference(where, describe(value), "an object");
    }
    return new ReferenceFields(where, map);
  }

  boolean has(String key) {
    return fields.get(key) != null;
  }

  ReferenceFields object(String key) {
    return of(where + "." + key, fields.get(key));
  }

  String text(String key) {
    if (fields.get(key) instanceof String text) {
      return text;
    }
    throw malformed(key, "text");
  }

  double number(String key) {
    return number(key, fields.get(key));
  }

  List<?> list(String key) {
    if (fields.get(key) instanceof List<?> list) {
      return list;
    }
    throw malformed(key, "a list");
  }

  List<String> texts(String key) {
    return list(key).stream()
        .map(each -> {
          if (each instanceof String text) {
            return text;
          }
          throw malformed(key, "a list of texts");
        })
        .toList();
  }

  int[] ints(String key) {
    return list(key).stream().mapToInt(each -> (int) number(key, each)).toArray();
  }

  double[] numbers(String key) {
    return list(key).stream().mapToDouble(each -> number(key, each)).toArray();
  }

  /** A list of lists of ids. */
  List<int[]> intLists(String key) {
    return list(key).stream()
        .map(each -> {
          if (each instanceof List<?> ids) {
            return ids.stream().mapToInt(id -> (int) number(key, id)).toArray();
          }
          throw malformed(key, "a list of lists");
        })
        .toList();
  }

  private double number(String key, @Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw malformed(key, "numbers");
  }

  private EngineException malformed(String key, String wanted) {
    return new EngineException.MalformedReference(
        where + "." + key, describe(fields.get(key)), wanted);
  }

  private static String describe(@Nullable Object value) {
    return value == null ? "nothing" : value.getClass().getSimpleName();
  }
}
