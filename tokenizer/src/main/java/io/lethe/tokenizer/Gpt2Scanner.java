package io.lethe.tokenizer;

/**
 * GPT-2's expression: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+|
 * ?[^\s\p{L}\p{N}]+|\s+(?!\S)| \s+}.
 */
final class Gpt2Scanner implements PreTokenizer.Scanner {
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

  private static int end(Cursor cursor, int at) {
    if (cursor.at(at) == '\'') {
      int suffix = Contraction.length(cursor, at + 1, Contraction.Case.LOWER);
      if (suffix > 0) {
        return at + 1 + suffix;
      }
    }
    int word = cursor.at(at) == ' ' ? at + 1 : at;
    if (word < cursor.end()) {
      int c = cursor.at(word);
      if (CodePoints.isLetter(c)) {
        return cursor.skip(word, CodePoints::isLetter);
      }
      if (CodePoints.isNumber(c)) {
        return cursor.skip(word, CodePoints::isNumber);
      }
      if (!CodePoints.isSpace(c)) {
        return cursor.skip(word, CodePoints::isOther);
      }
    }
    return cursor.spaces(at);
  }
}
