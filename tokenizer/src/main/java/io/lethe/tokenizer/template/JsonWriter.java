package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Arguments.Bound;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter {@code tojson} as transformers has it: Python's {@code json.dumps}, no HTML escapes.
 */
final class JsonWriter {
  private static final int WIDEST_INDENT = 100;

  /** Whether what is not ASCII is spelt out. */
  private enum Charset {
    UNICODE,
    ASCII
  }

  private final Rendering rendering;
  private final TextBuilder out;
  private final Charset charset;
  private final @Nullable Text indent;
  private final Text itemSeparator;
  private final Text keySeparator;
  private final boolean sorted;

  private JsonWriter(Rendering rendering, Bound options) {
    this.rendering = rendering;
    this.out = rendering.builder();
    this.charset = options.isTrue(0) ? Charset.ASCII : Charset.UNICODE;
    this.indent = indent(options);
    this.sorted = options.isTrue(3);
    Value separators = options.or(2, Value.None.NONE);
    if (separators instanceof Value.Sequence pair
        && pair.items().size() == 2
        && pair.items().get(0) instanceof Text item
        && pair.items().get(1) instanceof Text key) {
      this.itemSeparator = item;
      this.keySeparator = key;
    } else if (separators == Value.None.NONE) {
      this.itemSeparator = Text.plain(indent == null ? ", " : ",");
      this.keySeparator = Text.plain(": ");
    } else {
      throw options.wrong(2, "a pair of str");
    }
  }

  static Value filter(Rendering rendering, Value value, Arguments arguments) {
    Bound options = arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    JsonWriter writer = new JsonWriter(rendering, options);
    writer.write(value, 0);
    return writer.out.toText();
  }

  private static @Nullable Text indent(Bound options) {
    Value value = options.or(1, Value.None.NONE);
    if (value == Value.None.NONE) {
      return null;
    }
    if (value instanceof Text text) {
      return text;
    }
    int width = Math.max(0, options.integer(1));
    if (width > WIDEST_INDENT) {
      throw Fault.limit("indentation", width, WIDEST_INDENT);
    }
    return Text.plain(" ".repeat(width));
  }

  private void write(Value value, int level) {
    rendering.budget().step();
    switch (value) {
      case Text text -> out.append(quoted(text));
      case Value.None _ -> out.append("null");
      case Value.Bool bool -> out.append(bool == Value.Bool.TRUE ? "true" : "false");
      case Value.Int number -> out.append(number.value().toString());
      case Value.Real real -> out.append(number(real.value()));
      case Value.ListValue list -> list(list.items(), level);
      case Value.TupleValue tuple -> list(tuple.items(), level);
      case DictValue dict -> dict(dict, level);
      case Value.Undefined _,
          Value.RangeValue _,
          Value.ViewValue _,
          Value.Generator _,
          Value.NamespaceValue _,
          Value.LoopValue _,
          Callable _ ->
          throw new Fault("Object of type " + Types.name(value) + " is not JSON serializable");
    }
  }

  private void list(List<Value> items, int level) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append("[");
    Iterator<Value> iterator = items.iterator();
    while (iterator.hasNext()) {
      newline(level + 1);
      write(iterator.next(), level + 1);
      if (iterator.hasNext()) {
        out.append(itemSeparator);
      }
    }
    newline(level);
    out.append("]");
  }

  private void dict(DictValue dict, int level) {
    if (dict.size() == 0) {
      out.append("{}");
      return;
    }
    out.append("{");
    Iterator<DictValue.Entry> iterator = ordered(dict).iterator();
    while (iterator.hasNext()) {
      DictValue.Entry entry = iterator.next();
      newline(level + 1);
      out.append(quoted(key(entry.key()))).append(keySeparator);
      write(entry.value(), level + 1);
      if (iterator.hasNext()) {
        out.append(itemSeparator);
      }
    }
    newline(level);
    out.append("}");
  }

  private Iterable<DictValue.Entry> ordered(DictValue dict) {
    if (!sorted) {
      return dict.entries();
    }
    List<DictValue.Entry> entries = new ArrayList<>();
    dict.entries().forEach(entries::add);
    Comparison comparison = new Comparison(rendering.budget());
    entries.sort((a, b) -> comparison.comparator().compare(a.key(), b.key()));
    return entries;
  }

  private Text key(Value key) {
    return switch (key) {
      case Text text -> text;
      case Value.None _ -> Text.plain("null");
      case Value.Bool bool -> Text.plain(bool == Value.Bool.TRUE ? "true" : "false");
      case Value.Int number -> Text.plain(number.value().toString());
      case Value.Real real -> Text.plain(number(real.value()));
      default ->
          throw new Fault("keys must be str, int, float, bool or None, not " + Types.name(key));
    };
  }

  private void newline(int level) {
    if (indent != null) {
      out.append("\n");
      for (int i = 0; i < level; i++) {
        out.append(indent);
      }
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : Numbers.show(value);
  }

  private Text quoted(Text text) {
    String string = text.string();
    StringBuilder json = new StringBuilder(string.length() + 2).append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\f' -> json.append("\\f");
        case '\b' -> json.append("\\b");
        default -> {
          boolean spelt = c < ' ' || (charset == Charset.ASCII && c > '~');
          json.append(spelt ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
      }
    }
    return text.derive(json.append('"').toString());
  }
}
