package io.lethe.tokenizer.template;

/** White space as Python's {@code str.isspace} sees it. All of it lies in the BMP. */
final class Whitespace {
  private Whitespace() {}

  static boolean is(int c) {
    return (c >= '\t' && c <= '\r')
        || (c >= 0x1c && c <= ' ')
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** The end of the white space that starts at {@code from}. */
  static int skip(String text, int from) {
    int end = from;
    while (end < text.length() && is(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** The start of the white space that ends at {@code to}, not before {@code from}. */
  static int skipBack(String text, int from, int to) {
    int start = to;
    while (start > from && is(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }
}
