package io.lethe.tokenizer;

/**
 * Cuts as another scanner does, and then every {@code \p{N}} out by itself.
 *
 * <p>The order matters for two or more spaces in front of a number: cut in this order, the last of
 * them stays alone, as in the reference values this project is held to (transformers reading the
 * GGUF file). llama.cpp cuts the numbers out first, which keeps the spaces together.
 */
final class SingleDigits implements PreTokenizer.Scanner {
  private final PreTokenizer.Scanner first;

  SingleDigits(PreTokenizer.Scanner first) {
    this.first = first;
  }

  @Override
  public void scan(String text, int start, int end, PreTokenizer.Stretches stretches) {
    first.scan(text, start, end, (from, to) -> cut(text, from, to, stretches));
  }

  private static void cut(String text, int start, int end, PreTokenizer.Stretches stretches) {
    int from = start;
    int at = start;
    while (at < end) {
      int c = text.codePointAt(at);
      int next = at + Character.charCount(c);
      if (CodePoints.isNumber(c)) {
        if (from < at) {
          stretches.accept(from, at);
        }
        stretches.accept(at, next);
        from = next;
      }
      at = next;
    }
    if (from < end) {
      stretches.accept(from, end);
    }
  }
}
