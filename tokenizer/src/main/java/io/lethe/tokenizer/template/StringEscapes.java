package io.lethe.tokenizer.template;

/** Resolves the escapes of a string literal as Python's codec {@code unicode-escape} does. */
final class StringEscapes {
  private static final String SIMPLE = "\\'\"abfnrtv";
  private static final String MEANING = "\\'\"\u0007\b\f\n\r\t\u000b";

  private StringEscapes() {}

  static String resolve(String literal) {
    if (literal.indexOf('\\') < 0) {
      return literal;
    }
    StringBuilder out = new StringBuilder(literal.length());
    int at = 0;
    while (at < literal.length()) {
      char c = literal.charAt(at);
      at = c == '\\' ? escape(literal, at + 1, out) : plain(c, at, out);
    }
    return out.toString();
  }

  private static int plain(char c, int at, StringBuilder out) {
    out.append(c);
    return at + 1;
  }

  /**
   * Appends what the escape at {@code at}, after its backslash, means; gives the offset after it.
   */
  private static int escape(String literal, int at, StringBuilder out) {
    char c = literal.charAt(at);
    int simple = SIMPLE.indexOf(c);
    if (simple >= 0) {
      out.append(MEANING.charAt(simple));
      return at + 1;
    }
    return switch (c) {
      case '\n' -> at + 1;
      case 'x' -> hex(literal, at, 2, out);
      case 'u' -> hex(literal, at, 4, out);
      case 'U' -> hex(literal, at, 8, out);
      case 'N' -> named(literal, at, out);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(literal, at, out);
      default -> unknown(literal, at, out);
    };
  }

  private static int hex(String literal, int at, int digits, StringBuilder out) {
    int end = at + 1 + digits;
    if (end > literal.length()) {
      throw truncated(literal, at);
    }
    int value = 0;
    for (int i = at + 1; i < end; i++) {
      int digit = Character.digit(literal.charAt(i), 16);
      if (digit < 0 || literal.charAt(i) > 'f' || value > Character.MAX_CODE_POINT >> 4) {
        throw truncated(literal, at);
      }
      value = (value << 4) | digit;
    }
    if (!Character.isValidCodePoint(value)) {
      throw truncated(literal, at);
    }
    out.appendCodePoint(value);
    return end;
  }

  private static int octal(String literal, int at, StringBuilder out) {
    int value = 0;
    int end = at;
    while (end < literal.length() && end < at + 3 && "01234567".indexOf(literal.charAt(end)) >= 0) {
      value = 8 * value + literal.charAt(end) - '0';
      end++;
    }
    out.appendCodePoint(value);
    return end;
  }

  private static int named(String literal, int at, StringBuilder out) {
    int end = literal.indexOf('}', at);
    if (end < 0 || at + 1 >= literal.length() || literal.charAt(at + 1) != '{') {
      throw truncated(literal, at);
    }
    try {
      out.appendCodePoint(Character.codePointOf(literal.substring(at + 2, end)));
    } catch (IllegalArgumentException _) {
      throw truncated(literal, at);
    }
    return end + 1;
  }

  /**
   * Keeps the backslash. Python has by then spelt out what is not ASCII, so that stays spelt out.
   */
  private static int unknown(String literal, int at, StringBuilder out) {
    int c = literal.codePointAt(at);
    out.append('\\');
    if (c < 0x80) {
      out.append((char) c);
    } else if (c < 0x100) {
      out.append("x%02x".formatted(c));
    } else if (c < 0x10000) {
      out.append("u%04x".formatted(c));
    } else {
      out.append("U%08x".formatted(c));
    }
    return at + Character.charCount(c);
  }

  private static Fault truncated(String literal, int at) {
    String shown = literal.substring(at, Math.min(at + 10, literal.length()));
    return new Fault(
        TemplateException.Kind.SYNTAX, "found '\\" + shown + "', which is no escape of a string");
  }
}
