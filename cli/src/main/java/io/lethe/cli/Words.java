package io.lethe.cli;

/** Texts of others on a line of ours. */
final class Words {
  private Words() {}

  /** The start of a text as one line, without what a terminal would act on. */
  static String start(String text, int most) {
    StringBuilder line = new StringBuilder();
    text.strip()
        .codePoints()
        .limit(most + 1L)
        .map(c -> isPlain(c) ? c : ' ')
        .forEach(line::appendCodePoint);
    return line.codePointCount(0, line.length()) <= most
        ? line.toString()
        : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  /** {@code 1 column}, {@code 2 columns}. */
  static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
