package io.lethe.tokenizer;

/**
 * The classes of characters that pre-tokenisers name, as Oniguruma and Rust's regex define them.
 */
final class CodePoints {
  private static final int LETTERS =
      1 << Character.UPPERCASE_LETTER
          | 1 << Character.LOWERCASE_LETTER
          | 1 << Character.TITLECASE_LETTER
          | 1 << Character.MODIFIER_LETTER
          | 1 << Character.OTHER_LETTER;
  private static final int NUMBERS =
      1 << Character.DECIMAL_DIGIT_NUMBER
          | 1 << Character.LETTER_NUMBER
          | 1 << Character.OTHER_NUMBER;

  private CodePoints() {}

  /** {@code \p{L}}. */
  static boolean isLetter(int c) {
    return c < 128
        ? (c | 32) >= 'a' && (c | 32) <= 'z'
        : (LETTERS >>> Character.getType(c) & 1) == 1;
  }

  /** {@code \p{N}}. */
  static boolean isNumber(int c) {
    return c < 128 ? c >= '0' && c <= '9' : (NUMBERS >>> Character.getType(c) & 1) == 1;
  }

  /** {@code \s}: Unicode's White_Space, which is not what {@link Character#isWhitespace} tests. */
  static boolean isSpace(int c) {
    return switch (c) {
      case ' ', '\t', '\n', 0x0B, '\f', '\r', 0x85, 0xA0, 0x1680 -> true;
      case 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> c >= 0x2000 && c <= 0x200A;
    };
  }

  /** {@code [^\s\p{L}\p{N}]}. */
  static boolean isOther(int c) {
    return !isLetter(c) && !isNumber(c) && !isSpace(c);
  }

  /** {@code [\r\n]}. */
  static boolean isNewline(int c) {
    return c == '\r' || c == '\n';
  }

  /** The text with each surrogate that has no partner replaced by {@code U+FFFD}. */
  static String wellFormed(String text) {
    int at = firstLoneSurrogate(text, 0);
    if (at == text.length()) {
      return text;
    }
    StringBuilder fixed = new StringBuilder(text);
    while (at < text.length()) {
      fixed.setCharAt(at, '\uFFFD');
      at = firstLoneSurrogate(text, at + 1);
    }
    return fixed.toString();
  }

  private static int firstLoneSurrogate(String text, int from) {
    int at = from;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return at;
      }
      at += Character.charCount(c);
    }
    return text.length();
  }
}
