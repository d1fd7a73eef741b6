package io.lethe.tokenizer.template;

import java.util.Iterator;
import java.util.List;

/** Python's {@code str} and {@code repr}. */
final class Printer {
  private Printer() {}

  /** What {@code {{ value }}} prints. */
  static Text show(Rendering rendering, Value value) {
    return switch (value) {
      case Text text -> text;
      case Value.Undefined _ -> Text.EMPTY;
      case Value.None _, Value.Bool _, Value.Int _, Value.Real _ -> Text.plain(simple(value));
      case DictValue _, Value.Iterated _, Value.NamespaceValue _, Value.LoopValue _, Callable _ -> {
        TextBuilder out = rendering.builder();
        represent(out, value);
        yield out.toText();
      }
    };
  }

  static Text represent(Rendering rendering, Value value) {
    TextBuilder out = rendering.builder();
    represent(out, value);
    return out.toText();
  }

  private static void represent(TextBuilder out, Value value) {
    switch (value) {
      case Text text -> out.append(quoted(text));
      case Value.None _, Value.Bool _, Value.Int _, Value.Real _ -> out.append(simple(value));
      case Value.Undefined _ -> out.append("Undefined");
      case Value.ListValue list -> listed(out, "[", list.items(), "]");
      case Value.TupleValue tuple ->
          listed(out, "(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
      case Value.RangeValue range -> out.append(range.shown());
      case Value.ViewValue view -> {
        out.append(view.type()).append("(");
        listed(out, "[", view.content().items(), "]");
        out.append(")");
      }
      case DictValue dict -> dict(out, dict);
      case Value.Generator _, Value.NamespaceValue _, Value.LoopValue _, Callable _ ->
          throw new Fault("a " + Types.name(value) + " cannot be printed");
    }
  }

  private static String simple(Value value) {
    return switch (value) {
      case Value.None _ -> "None";
      case Value.Bool bool -> bool == Value.Bool.TRUE ? "True" : "False";
      case Value.Int number -> number.value().toString();
      case Value.Real real -> Numbers.show(real.value());
      default -> throw new IllegalArgumentException(Types.name(value));
    };
  }

  private static void listed(TextBuilder out, String open, List<Value> items, String close) {
    out.append(open);
    Iterator<Value> iterator = items.iterator();
    while (iterator.hasNext()) {
      represent(out, iterator.next());
      if (iterator.hasNext()) {
        out.append(", ");
      }
    }
    out.append(close);
  }

  private static void dict(TextBuilder out, DictValue dict) {
    String separator = "{";
    for (DictValue.Entry entry : dict.entries()) {
      out.append(separator);
      represent(out, entry.key());
      out.append(": ");
      represent(out, entry.value());
      separator = ", ";
    }
    out.append(dict.size() == 0 ? "{}" : "}");
  }

  /** The text as a Python literal; content as soon as the text holds some. */
  static Text quoted(Text text) {
    String string = text.string();
    char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    string
        .codePoints()
        .forEach(c -> {
          if (c == quote || c == '\\') {
            out.append('\\').append((char) c);
          } else if (c == '\n') {
            out.append("\\n");
          } else if (c == '\r') {
            out.append("\\r");
          } else if (c == '\t') {
            out.append("\\t");
          } else if (isPrintable(c)) {
            out.appendCodePoint(c);
          } else {
            out.append(escape(c));
          }
        });
    String literal = out.append(quote).toString();
    return text.as(Text.Kind.STR).derive(text.isMarkup() ? "Markup(" + literal + ")" : literal);
  }

  private static String escape(int c) {
    if (c < 0x100) {
      return "\\x%02x".formatted(c);
    }
    return c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
  }

  static boolean isPrintable(int c) {
    if (c == ' ') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
