package io.lethe.tokenizer;

/**
 * The expression of Qwen 2 and, with three digits, of Llama 3: {@code
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|
 * \s*[\r\n]+|\s+(?!\S)|\s+}.
 *
 * <p>Qwen's own files put Unicode's composition (NFC) before it. That is left out, as in llama.cpp:
 * it would give other text back than was put in.
 */
final class TiktokenScanner implements PreTokenizer.Scanner {
  private final int digits;

  TiktokenScanner(int digits) {
    this.digits = digits;
  }

  @Override
  public void scan(String text, int start, int end, PreTokenizer.Stretches stretches) {
    Cursor cursor = new Cursor(text, end);
    int at = start;
    while (at < end) {
      int next = end(cursor, at);
      stretches.accept(at, next);
      at = next;
    }
  }

  private int end(Cursor cursor, int at) {
    int c = cursor.at(at);
    if (c == '\'') {
      int suffix = Contraction.length(cursor, at + 1, Contraction.Case.ANY);
      if (suffix > 0) {
        return at + 1 + suffix;
      }
    }
    if (CodePoints.isLetter(c)) {
      return cursor.skip(at, CodePoints::isLetter);
    }
    if (CodePoints.isNumber(c)) {
      return numbers(cursor, at);
    }
    int second = at + Character.charCount(c);
    boolean more = second < cursor.end();
    if (more && !CodePoints.isNewline(c) && CodePoints.isLetter(cursor.at(second))) {
      return cursor.skip(second, CodePoints::isLetter);
    }
    if (!CodePoints.isSpace(c)) {
      return others(cursor, at);
    }
    if (c == ' ' && more && CodePoints.isOther(cursor.at(second))) {
      return others(cursor, second);
    }
    int newlines = cursor.lastNewline(at);
    return newlines > at ? newlines : cursor.spaces(at);
  }

  private int numbers(Cursor cursor, int at) {
    int end = at;
    for (int n = 0; n < digits && end < cursor.end(); n++) {
      int c = cursor.at(end);
      if (!CodePoints.isNumber(c)) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private static int others(Cursor cursor, int at) {
    return cursor.skip(cursor.skip(at, CodePoints::isOther), CodePoints::isNewline);
  }
}
