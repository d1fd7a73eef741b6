package io.lethe.tokenizer;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens {@code <0x00>} to {@code <0xFF>} with which SentencePiece writes single bytes. */
final class ByteTokens {
  private static final Pattern FORM = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

  private ByteTokens() {}

  /** The byte that a token's text names. */
  static OptionalInt value(String text) {
    if (text.length() != 6 || text.charAt(0) != '<') {
      return OptionalInt.empty();
    }
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1), 16))
        : OptionalInt.empty();
  }
}
