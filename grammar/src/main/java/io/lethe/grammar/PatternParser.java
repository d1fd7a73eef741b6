package io.lethe.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads regular expressions as JSON Schema has them: ECMAScript's, without what looks around
 * (lookahead, word boundaries, references back).
 */
final class PatternParser {
  private static final int DEEPEST = 50;
  private static final int MOST_TIMES = 1000;
  private static final CodePoints DIGIT = CodePoints.range('0', '9');
  private static final CodePoints WORD =
      DIGIT.or(CodePoints.range('a', 'z')).or(CodePoints.range('A', 'Z')).or(CodePoints.of("_"));
  private static final CodePoints SPACE = CodePoints.of(" \t\n\u000B\f\r");

  /** All that anybody takes for a space or a line's end. */
  private static final CodePoints WIDE_SPACE =
      SPACE.or(CodePoints.where(c -> Character.isSpaceChar(c) || c == 0xFEFF || c == 0x85));

  private static final CodePoints NO_SPACE = WIDE_SPACE.not();
  private static final CodePoints NO_DIGIT = CodePoints.where(Character::isDigit).not();
  private static final CodePoints NO_WORD =
      CodePoints.where(Character::isLetterOrDigit).or(WORD).not();
  private static final Map<String, CodePoints> CATEGORIES_READ = new ConcurrentHashMap<>();
  private static final CodePoints LINE_END = CodePoints.of("\n\r\u0085\u2028\u2029");

  private final String where;
  private final String text;
  private final Expressions expressions;
  private int at;
  private int depth;

  private PatternParser(String where, String text, Expressions expressions) {
    this.where = where;
    this.text = text;
    this.expressions = expressions;
  }

  /**
   * What texts contain a match of {@code pattern}, between their two marks.
   *
   * @throws GrammarException if it is malformed or has something that is not supported
   */
  static Expression parse(String where, String pattern, Expressions expressions) {
    if (pattern.length() > 2000) {
      throw GrammarException.at(
          where, "a pattern of " + pattern.length() + " characters", "2000 at most");
    }
    PatternParser parser = new PatternParser(where, pattern, expressions);
    Expression found = parser.choices();
    if (parser.at < pattern.length()) {
      throw parser.wrong("a closing parenthesis without an opening one");
    }
    return expressions.then(
        expressions.anything(), expressions.then(found, expressions.anything()));
  }

  private GrammarException wrong(String found) {
    return GrammarException.at(
        where,
        "%s in the pattern \"%s\" before character %d".formatted(found, text, at),
        "characters, classes, groups, alternatives, * + ? {m,n}, ^ and $");
  }

  private boolean has(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private int next() {
    if (at >= text.length()) {
      throw wrong("the end");
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private Expression choices() {
    if (++depth > DEEPEST) {
      throw wrong("groups more than " + DEEPEST + " deep");
    }
    Expression all = sequence();
    while (has('|')) {
      all = expressions.either(List.of(all, sequence()));
    }
    depth--;
    return all;
  }

  private Expression sequence() {
    List<Expression> parts = new ArrayList<>();
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      parts.add(quantified());
    }
    Expression all = expressions.empty();
    for (Expression part : parts.reversed()) {
      all = expressions.then(part, all);
    }
    return all;
  }

  private Expression quantified() {
    Expression body = atom();
    int min;
    int max;
    if (has('*')) {
      min = 0;
      max = Term.ENDLESS;
    } else if (has('+')) {
      min = 1;
      max = Term.ENDLESS;
    } else if (has('?')) {
      min = 0;
      max = 1;
    } else if (has('{')) {
      min = number();
      max = min;
      if (has(',')) {
        max = at < text.length() && text.charAt(at) == '}' ? Term.ENDLESS : number();
      }
      if (!has('}') || max < min) {
        throw wrong("a count that makes no sense");
      }
    } else {
      return body;
    }
    has('?'); // a lazy match is a match
    if (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
      throw wrong("a repetition of a repetition");
    }
    return expressions.times(body, min, max);
  }

  private int number() {
    int from = at;
    while (at < text.length() && Character.isDigit(text.charAt(at)) && at - from < 6) {
      at++;
    }
    if (at == from || Integer.parseInt(text.substring(from, at)) > MOST_TIMES) {
      throw wrong("a count that is no number from 0 to " + MOST_TIMES);
    }
    return Integer.parseInt(text.substring(from, at));
  }

  private Expression atom() {
    int c = next();
    return switch (c) {
      case '^' -> expressions.beginning();
      case '$' -> expressions.end();
      case '.' -> expressions.one(LINE_END.not());
      case '(' -> group();
      case '[' -> expressions.one(bracketed());
      case '\\' -> expressions.one(escaped());
      case '*', '+', '?', '{' -> throw wrong("a repetition of nothing");
      default -> expressions.one(CodePoints.range(c, c));
    };
  }

  private Expression group() {
    if (has('?')) {
      if (has('<') && at < text.length() && "=!".indexOf(text.charAt(at)) < 0) {
        while (next() != '>') {}
      } else if (!has(':')) {
        throw wrong("a look ahead or behind");
      }
    }
    Expression inner = choices();
    if (!has(')')) {
      throw wrong("a group without an end");
    }
    return inner;
  }

  private CodePoints bracketed() {
    boolean negated = has('^');
    CodePoints all = CodePoints.NONE;
    while (!has(']')) {
      CodePoints from = member();
      if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
        at++;
        CodePoints to = member();
        if (single(from) < 0 || single(to) < single(from)) {
          throw wrong("a range that makes no sense");
        }
        from = CodePoints.range(single(from), single(to));
      }
      all = all.or(negated && from.equals(SPACE) ? WIDE_SPACE : from);
    }
    return negated ? all.not() : all;
  }

  private CodePoints member() {
    int c = next();
    return c == '\\' ? escaped() : CodePoints.range(c, c);
  }

  private static int single(CodePoints set) {
    return set.ranges().size() == 1
            && set.ranges().getFirst().first() == set.ranges().getFirst().last()
        ? set.ranges().getFirst().first()
        : -1;
  }

  private CodePoints escaped() {
    int c = next();
    return switch (c) {
      case 'd' -> DIGIT;
      case 'D' -> NO_DIGIT;
      case 'w' -> WORD;
      case 'W' -> NO_WORD;
      case 's' -> SPACE;
      case 'S' -> NO_SPACE;
      case 't' -> CodePoints.of("\t");
      case 'n' -> CodePoints.of("\n");
      case 'r' -> CodePoints.of("\r");
      case 'f' -> CodePoints.of("\f");
      case 'v' -> CodePoints.of("\u000B");
      case 'x' -> hex(2);
      case 'u' -> {
        if (has('{')) {
          int end = text.indexOf('}', at);
          CodePoints found = hex(end < 0 ? 9 : end - at);
          at++;
          yield found;
        }
        yield hex(4);
      }
      case 'p' -> category();
      case 'P' -> category().not();
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw wrong("\\" + Character.toString(c));
        }
        yield CodePoints.range(c, c);
      }
    };
  }

  private CodePoints hex(int digits) {
    try {
      int c = Integer.parseInt(text, at, at + digits, 16);
      if (c < 0 || c > Character.MAX_CODE_POINT || (c >= 0xD800 && c <= 0xDFFF)) {
        throw wrong("an escape of no character");
      }
      at += digits;
      return CodePoints.range(c, c);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw wrong("an escape of no character");
    }
  }

  private static final Map<String, int[]> CATEGORIES =
      Map.of(
          "L", new int[] {1, 2, 3, 4, 5},
          "Lu", new int[] {Character.UPPERCASE_LETTER},
          "Ll", new int[] {Character.LOWERCASE_LETTER},
          "N", new int[] {9, 10, 11},
          "Nd", new int[] {Character.DECIMAL_DIGIT_NUMBER},
          "P", new int[] {20, 21, 22, 23, 24, 29, 30},
          "S", new int[] {25, 26, 27, 28},
          "Z", new int[] {12, 13, 14});

  private CodePoints category() {
    int end = text.indexOf('}', at);
    String name = has('{') && end > at ? text.substring(at, end) : "";
    int[] types = CATEGORIES.get(name);
    if (types == null) {
      throw wrong(
          "a category that is none of "
              + String.join(" ", CATEGORIES.keySet().stream().sorted().toList()));
    }
    at = end + 1;
    return CATEGORIES_READ.computeIfAbsent(name, _ -> CodePoints.where(c -> isAmong(c, types)));
  }

  private static boolean isAmong(int c, int[] types) {
    int type = Character.getType(c);
    for (int wanted : types) {
      if (type == wanted) {
        return true;
      }
    }
    return false;
  }
}
