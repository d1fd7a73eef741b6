package io.lethe.tokenizer;

import java.util.function.IntPredicate;

/**
 * A well-formed text that ends at {@code end}, which is a boundary between characters; what follows
 * is not looked at.
 */
record Cursor(String text, int end) {
  /** The code point at {@code index}. */
  int at(int index) {
    return text.codePointAt(index);
  }

  /** The first index from {@code index} on whose code point is not in the class, or the end. */
  int skip(int index, IntPredicate inClass) {
    int at = index;
    while (at < end) {
      int c = text.codePointAt(at);
      if (!inClass.test(c)) {
        break;
      }
      at += Character.charCount(c);
    }
    return at;
  }

  /**
   * The end of {@code \s+(?!\S)|\s+} at {@code index}: a run of spaces leaves its last one to the
   * word behind it, unless it is the only one or nothing follows. All of {@code \s} is one char.
   */
  int spaces(int index) {
    int run = skip(index, CodePoints::isSpace);
    return run < end && run - index > 1 ? run - 1 : run;
  }

  /** The end of {@code \s*[\r\n]+} at {@code index}, or {@code index} where it does not match. */
  int lastNewline(int index) {
    int at = skip(index, CodePoints::isSpace);
    while (at > index && !CodePoints.isNewline(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}
