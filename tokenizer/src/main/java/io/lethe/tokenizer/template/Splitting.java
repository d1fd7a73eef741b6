package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Arguments.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Cutting text into pieces, as {@code str.split} and its relatives do. */
final class Splitting {
  private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

  private Splitting() {}

  static Value split(Rendering rendering, Text text, Arguments arguments) {
    Bound bound = arguments.bind("split", "sep", "maxsplit");
    int cuts = cuts(bound);
    List<Value> pieces = new ArrayList<>();
    if (isWhitespace(bound)) {
      int from = Whitespace.skip(text.string(), 0);
      while (from < text.length()) {
        int to = pieces.size() == cuts ? text.length() : wordEnd(text.string(), from);
        add(rendering, pieces, text.slice(from, to));
        from = Whitespace.skip(text.string(), to);
      }
      return Value.ListValue.of(pieces);
    }
    Text separator = separator(rendering, text, bound);
    int from = 0;
    int at = text.string().indexOf(separator.string());
    while (at >= 0 && pieces.size() < cuts) {
      add(rendering, pieces, text.slice(from, at));
      from = at + separator.length();
      at = text.string().indexOf(separator.string(), from);
    }
    add(rendering, pieces, text.slice(from, text.length()));
    return Value.ListValue.of(pieces);
  }

  static Value splitFromRight(Rendering rendering, Text text, Arguments arguments) {
    Bound bound = arguments.bind("rsplit", "sep", "maxsplit");
    int cuts = cuts(bound);
    List<Value> pieces = new ArrayList<>();
    if (isWhitespace(bound)) {
      int to = Whitespace.skipBack(text.string(), 0, text.length());
      while (to > 0) {
        int from = pieces.size() == cuts ? 0 : wordStart(text.string(), to);
        add(rendering, pieces, text.slice(from, to));
        to = Whitespace.skipBack(text.string(), 0, from);
      }
      Collections.reverse(pieces);
      return Value.ListValue.of(pieces);
    }
    Text separator = separator(rendering, text, bound);
    int to = text.length();
    while (pieces.size() < cuts) {
      int at =
          to < separator.length()
              ? -1
              : text.string().lastIndexOf(separator.string(), to - separator.length());
      if (at < 0) {
        break;
      }
      add(rendering, pieces, text.slice(at + separator.length(), to));
      to = at;
    }
    add(rendering, pieces, text.slice(0, to));
    Collections.reverse(pieces);
    return Value.ListValue.of(pieces);
  }

  static Value lines(Rendering rendering, Text text, Arguments arguments) {
    boolean keeps = arguments.bind("splitlines", "keepends").isTrue(0);
    List<Value> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = from;
      while (end < text.length() && LINE_ENDS.indexOf(text.string().charAt(end)) < 0) {
        end++;
      }
      int next = text.string().startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, text.length());
      add(rendering, lines, text.slice(from, keeps ? next : end));
      from = next;
    }
    return Value.ListValue.of(lines);
  }

  static Value partition(Rendering rendering, Text text, String name, Arguments arguments) {
    Bound bound = arguments.bind(name, "sep");
    Text separator = separator(rendering, text, bound);
    boolean first = name.equals("partition");
    int at =
        first
            ? text.string().indexOf(separator.string())
            : text.string().lastIndexOf(separator.string());
    if (at < 0) {
      return Value.TupleValue.of(
          first ? List.of(text, Text.EMPTY, Text.EMPTY) : List.of(Text.EMPTY, Text.EMPTY, text));
    }
    int end = at + separator.length();
    return Value.TupleValue.of(
        List.of(text.slice(0, at), text.slice(at, end), text.slice(end, text.length())));
  }

  private static int cuts(Bound bound) {
    int cuts = bound.integer(1, -1);
    return cuts < 0 ? Integer.MAX_VALUE : cuts;
  }

  private static boolean isWhitespace(Bound bound) {
    return bound.or(0, Value.None.NONE) == Value.None.NONE;
  }

  private static Text separator(Rendering rendering, Text text, Bound bound) {
    Text separator = bound.text(0);
    if (separator.isEmpty()) {
      throw new Fault("empty separator");
    }
    rendering.budget().search(text, separator);
    return separator;
  }

  private static int wordEnd(String text, int from) {
    int end = from;
    while (end < text.length() && !Whitespace.is(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int wordStart(String text, int to) {
    int start = to;
    while (start > 0 && !Whitespace.is(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static void add(Rendering rendering, List<Value> pieces, Text piece) {
    rendering.budget().piece();
    pieces.add(piece);
  }
}
