package io.lethe.tokenizer.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns Java's values into those of a template, and counts the characters on the way. */
final class Values {
  private static final int DEEPEST = 90;

  private long characters;

  /** The characters seen so far. */
  long characters() {
    return characters;
  }

  Value of(@Nullable Object value, Origin origin) {
    return of(value, origin, 0);
  }

  private Value of(@Nullable Object value, Origin origin, int depth) {
    if (depth > DEEPEST) {
      throw Fault.limit("nesting of a variable", depth, DEEPEST);
    }
    return switch (value) {
      case null -> Value.None.NONE;
      case String text -> text(text, origin);
      case Boolean bool -> Value.Bool.of(bool);
      case BigInteger number -> new Value.Int(number);
      case BigDecimal number -> new Value.Real(number.doubleValue());
      case Double number -> new Value.Real(number);
      case Float number -> new Value.Real(number);
      case Number number -> Value.Int.of(number.longValue());
      case Map<?, ?> map -> dict(map, origin, depth);
      case Iterable<?> items -> {
        List<Value> list = new ArrayList<>();
        for (Object item : items) {
          list.add(of(item, origin, depth + 1));
        }
        yield Value.ListValue.of(list);
      }
      default ->
          throw new IllegalArgumentException(
              "a template takes String, Boolean, Number, Map, List and null, not "
                  + value.getClass().getName());
    };
  }

  private Value dict(Map<?, ?> map, Origin origin, int depth) {
    List<DictValue.Entry> entries = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      entries.add(
          new DictValue.Entry(
              of(entry.getKey(), origin, depth + 1), of(entry.getValue(), origin, depth + 1)));
    }
    return DictValue.of(entries);
  }

  private Text text(String text, Origin origin) {
    characters += text.length();
    return Text.of(text, origin);
  }
}
