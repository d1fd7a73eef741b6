package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Arguments.Bound;
import java.util.Locale;

/** Filters that give text. They print what they are given first, as Python's {@code str}. */
final class TextFilters {
  private static final int WIDEST = 1_000;

  private TextFilters() {}

  /** A filter that does what the method of str does. */
  static Value method(Rendering rendering, String name, Value value, Arguments arguments) {
    arguments.bind(name);
    return TextMethods.call(rendering, Printer.show(rendering, value), name, Arguments.NONE);
  }

  static Value trim(Rendering rendering, Value value, Arguments arguments) {
    Value characters = arguments.bind("trim", "chars").or(0, Value.None.NONE);
    return TextMethods.call(
        rendering, Printer.show(rendering, value), "strip", Arguments.of(characters));
  }

  /** Unlike the method of str, only white space and opening brackets and hyphens begin a word. */
  static Value title(Rendering rendering, Value value, Arguments arguments) {
    arguments.bind("title");
    Text text = Printer.show(rendering, value);
    TextBuilder out = rendering.builder();
    int from = 0;
    while (from < text.length()) {
      int to = from;
      boolean isGap = begins(text.string().charAt(from));
      while (to < text.length() && begins(text.string().charAt(to)) == isGap) {
        to++;
      }
      int first = text.string().offsetByCodePoints(from, 1);
      out.append(text.slice(from, first).mapped(s -> s.toUpperCase(Locale.ROOT)))
          .append(text.slice(first, to).mapped(s -> s.toLowerCase(Locale.ROOT)));
      from = to;
    }
    return out.toText();
  }

  private static boolean begins(char c) {
    return Whitespace.is(c) || "-({[<".indexOf(c) >= 0;
  }

  static Value replace(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("replace", "old", "new", "count");
    int count = bound.or(2, Value.None.NONE) == Value.None.NONE ? -1 : bound.integer(2);
    return TextMethods.replace(
        rendering,
        Printer.show(rendering, value),
        Printer.show(rendering, bound.require(0)),
        Printer.show(rendering, bound.require(1)),
        count);
  }

  static Value indent(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("indent", "width", "first", "blank");
    if (!(value instanceof Text printed)) {
      throw new Fault("indent wants str, found " + Types.name(value));
    }
    Text indention = indention(bound);
    TextBuilder out = rendering.builder();
    if (bound.isTrue(1)) {
      out.append(indention);
    }
    Text text = rendering.builder().append(printed).append("\n").toText();
    Value lines = TextMethods.call(rendering, text, "splitlines", Arguments.NONE);
    boolean first = true;
    for (Value line : Elements.list(rendering, lines)) {
      Text content = (Text) line;
      if (!first) {
        out.append("\n");
        if (bound.isTrue(2) || !content.isEmpty()) {
          out.append(indention);
        }
      }
      out.append(content);
      first = false;
    }
    return out.toText();
  }

  private static Text indention(Bound bound) {
    if (bound.get(0) instanceof Text width) {
      return width;
    }
    int width = Math.max(0, bound.integer(0, 4));
    if (width > WIDEST) {
      throw Fault.limit("indentation", width, WIDEST);
    }
    return Text.plain(" ".repeat(width));
  }

  static Value escape(Rendering rendering, Value value, Arguments arguments) {
    arguments.bind("escape");
    return escaped(rendering, Printer.show(rendering, value));
  }

  /** The text as markup; what is markup already stays as it is. */
  static Text escaped(Rendering rendering, Text text) {
    if (text.isMarkup()) {
      return text;
    }
    TextBuilder out = rendering.builder();
    for (int i = 0; i < text.length(); i++) {
      Text one = text.slice(i, i + 1);
      switch (text.string().charAt(i)) {
        case '&' -> out.append("&amp;", one.origin());
        case '<' -> out.append("&lt;", one.origin());
        case '>' -> out.append("&gt;", one.origin());
        case '\'' -> out.append("&#39;", one.origin());
        case '"' -> out.append("&#34;", one.origin());
        default -> out.append(one);
      }
    }
    return out.toText().as(Text.Kind.MARKUP);
  }

  static Value format(Rendering rendering, Value value, Arguments arguments) {
    Text template = Printer.show(rendering, value);
    if (template.isMarkup()) {
      throw new Fault("the filter format on markup is not offered to templates");
    }
    if (!arguments.named().isEmpty() && !arguments.positional().isEmpty()) {
      throw new Fault("format takes positional or named arguments, not both");
    }
    Value values =
        arguments.named().isEmpty()
            ? Value.TupleValue.of(arguments.positional())
            : DictValue.of(
                arguments.named().entrySet().stream()
                    .map(e -> new DictValue.Entry(Text.plain(e.getKey()), e.getValue()))
                    .toList());
    return TextFormat.percent(rendering, template, values);
  }

  static Value center(Rendering rendering, Value value, Arguments arguments) {
    Value width = arguments.bind("center", "width").or(0, Value.Int.of(80));
    return TextMethods.call(
        rendering, Printer.show(rendering, value), "center", Arguments.of(width));
  }

  static Value wordcount(Rendering rendering, Value value, Arguments arguments) {
    arguments.bind("wordcount");
    Text text = Printer.show(rendering, value);
    rendering.budget().characters(text.length());
    int words = 0;
    boolean inWord = false;
    for (int c : text.string().codePoints().toArray()) {
      boolean isWord = Character.isLetterOrDigit(c) || c == '_';
      words += isWord && !inWord ? 1 : 0;
      inWord = isWord;
    }
    return Value.Int.of(words);
  }
}
