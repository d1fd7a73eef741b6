package io.lethe.tokenizer.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens as jinja2 does with {@code trim_blocks} and {@code lstrip_blocks}:
 * one newline after a block or comment goes, and so does the indentation before it.
 */
final class Lexer {
  private static final Pattern RAW_BEGIN =
      Pattern.compile("\\{%[-+]?[\\s]*raw[\\s]*(?<end>-%\\}|%\\})");
  private static final Pattern RAW_END =
      Pattern.compile("\\{%(?<sign>[-+]?)\\s*endraw\\s*(?<end>[-+]?%\\})");
  private static final Pattern FLOAT =
      Pattern.compile("(?:\\d++_)*+\\d++(?:(?:\\.(?:\\d++_)*+\\d++)?[eE][+-]?\\d++|\\.\\d++)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[0-9a-fA-F])++|[1-9](?:_?\\d)*+|0(?:_?0)*+");
  private static final List<String> OPERATORS =
      List.of(
          "**", "//", "==", "!=", "<=", ">=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private static final int LONGEST_NUMBER = 1_000;

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private int countedTo;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  /** The tokens of {@code source}, the last one being the end; a Fault carries no line. */
  static List<Token> tokens(String name, String source) {
    String unified = source.replace("\r\n", "\n").replace('\r', '\n');
    if (unified.endsWith("\n")) {
      unified = unified.substring(0, unified.length() - 1);
    }
    Lexer lexer = new Lexer(unified);
    try {
      lexer.run();
    } catch (Fault fault) {
      throw fault.at(name, lexer.line());
    }
    return lexer.tokens;
  }

  private void run() {
    while (position < source.length()) {
      int begin = nextTag();
      if (begin < 0) {
        emitText(position, source.length());
        position = source.length();
        break;
      }
      char kind = source.charAt(begin + 1);
      Matcher raw = RAW_BEGIN.matcher(source).region(begin, source.length());
      emitText(position, textEnd(begin, kind));
      if (kind == '%' && raw.lookingAt()) {
        raw(raw);
      } else if (kind == '#') {
        comment(begin);
      } else {
        tag(begin, kind);
      }
    }
    add(Token.Type.END, "");
  }

  private int nextTag() {
    int at = source.indexOf('{', position);
    while (at >= 0 && at + 1 < source.length()) {
      char next = source.charAt(at + 1);
      if (next == '{' || next == '%' || next == '#') {
        return at;
      }
      at = source.indexOf('{', at + 1);
    }
    return -1;
  }

  /** Where the text before the tag at {@code begin} ends once white space is taken off. */
  private int textEnd(int begin, char kind) {
    char sign = begin + 2 < source.length() ? source.charAt(begin + 2) : ' ';
    return textEnd(begin, sign, kind != '{');
  }

  private int textEnd(int begin, char sign, boolean isBlock) {
    if (sign == '-') {
      return Whitespace.skipBack(source, position, begin);
    }
    if (sign != '+' && isBlock) {
      int lineStart = begin;
      while (lineStart > position && source.charAt(lineStart - 1) != '\n') {
        lineStart--;
      }
      boolean startsLine = lineStart > position || lineStarting;
      if (startsLine && Whitespace.skip(source, lineStart) >= begin) {
        return lineStart;
      }
    }
    return begin;
  }

  private void raw(Matcher begin) {
    boolean strips = "-%}".equals(begin.group("end"));
    advance(strips ? Whitespace.skip(source, begin.end()) : begin.end());
    Matcher end = RAW_END.matcher(source).region(position, source.length());
    if (!end.find()) {
      throw syntax("found no '{% endraw %}' for '{% raw %}'");
    }
    String sign = end.group("sign");
    emitText(position, textEnd(end.start(), sign.isEmpty() ? ' ' : sign.charAt(0), true));
    endBlock(end.end(), end.group("end").charAt(0));
  }

  private void comment(int begin) {
    int signed = begin + 2;
    if (signed < source.length() && "-+".indexOf(source.charAt(signed)) >= 0) {
      signed++;
    }
    int end = source.indexOf("#}", signed);
    if (end < 0) {
      throw syntax("found no '#}' for '{#'");
    }
    endBlock(end + 2, end > signed ? source.charAt(end - 1) : ' ');
  }

  /** Leaves a block or comment whose closing mark ends at {@code end}. */
  private void endBlock(int end, char sign) {
    int next = end;
    if (sign == '-') {
      next = Whitespace.skip(source, end);
    } else if (sign != '+' && end < source.length() && source.charAt(end) == '\n') {
      next = end + 1;
    }
    advance(next);
    lineStarting = source.charAt(next - 1) == '\n';
  }

  private void tag(int begin, char kind) {
    boolean isBlock = kind == '%';
    position = begin;
    add(isBlock ? Token.Type.BLOCK_BEGIN : Token.Type.VARIABLE_BEGIN, "");
    int inside = begin + 2;
    if (inside < source.length() && "-+".indexOf(source.charAt(inside)) >= 0) {
      inside++;
    }
    advance(inside);
    Deque<Character> open = new ArrayDeque<>();
    while (true) {
      advance(Whitespace.skip(source, position));
      if (position >= source.length()) {
        throw syntax("found the end of the template inside " + (isBlock ? "'{%'" : "'{{'"));
      }
      if (open.isEmpty() && (isBlock ? blockEnds() : variableEnds())) {
        return;
      }
      token(open);
    }
  }

  private boolean blockEnds() {
    char sign = source.charAt(position);
    boolean isSigned = sign == '-' || sign == '+';
    int mark = isSigned ? position + 1 : position;
    if (!source.startsWith("%}", mark)) {
      return false;
    }
    add(Token.Type.BLOCK_END, "");
    endBlock(mark + 2, sign);
    return true;
  }

  private boolean variableEnds() {
    boolean strips = source.startsWith("-}}", position);
    if (!strips && !source.startsWith("}}", position)) {
      return false;
    }
    add(Token.Type.VARIABLE_END, "");
    advance(strips ? Whitespace.skip(source, position + 3) : position + 2);
    lineStarting = source.charAt(position - 1) == '\n';
    return true;
  }

  private void token(Deque<Character> open) {
    char c = source.charAt(position);
    if (c == '\'' || c == '"') {
      string(c);
      return;
    }
    if (c >= '0' && c <= '9') {
      number();
      return;
    }
    int end = nameEnd();
    if (end > position) {
      add(Token.Type.NAME, source.substring(position, end));
      advance(end);
      return;
    }
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, position)) {
        balance(open, operator.charAt(0));
        add(Token.Type.OPERATOR, operator);
        advance(position + operator.length());
        return;
      }
    }
    throw syntax("found the character '" + Character.toString(source.codePointAt(position)) + "'");
  }

  private void balance(Deque<Character> open, char c) {
    switch (c) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != c) {
          throw syntax("found '" + c + "' that closes nothing");
        }
      }
      default -> {}
    }
  }

  private void number() {
    boolean afterDot = source.charAt(position - 1) == '.';
    int end = Math.min(position + LONGEST_NUMBER, source.length());
    Matcher real = FLOAT.matcher(source).region(position, end);
    if (!afterDot && real.lookingAt()) {
      add(Token.Type.FLOAT, real.group().replace("_", ""));
      advance(real.end());
      return;
    }
    Matcher integer = INTEGER.matcher(source).region(position, end);
    if (!integer.lookingAt()) {
      throw syntax("found something that is no number");
    }
    add(Token.Type.INTEGER, integer.group().replace("_", ""));
    advance(integer.end());
  }

  private int nameEnd() {
    int end = position;
    while (end < source.length()) {
      int c = source.codePointAt(end);
      boolean fits =
          c == '_'
              || (end == position
                  ? Character.isUnicodeIdentifierStart(c)
                  : Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
      if (!fits) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw syntax("found a string without an end");
    }
    add(Token.Type.STRING, StringEscapes.resolve(source.substring(position + 1, end)));
    advance(end + 1);
  }

  private void emitText(int from, int to) {
    if (from < to) {
      add(Token.Type.TEXT, source.substring(from, to));
    }
  }

  private void add(Token.Type type, String text) {
    tokens.add(new Token(type, text, line()));
  }

  private void advance(int to) {
    position = to;
  }

  private int line() {
    for (; countedTo < Math.min(position, source.length()); countedTo++) {
      if (source.charAt(countedTo) == '\n') {
        line++;
      }
    }
    return line;
  }

  private static Fault syntax(String message) {
    return new Fault(TemplateException.Kind.SYNTAX, message);
  }
}
