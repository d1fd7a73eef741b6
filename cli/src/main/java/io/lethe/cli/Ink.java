package io.lethe.cli;

/** What text is written with. */
enum Ink {
  COLOURED,
  PLAIN;

  private static final String RESET = "\033[0m";

  /** The colours in use; each differs in brightness too. */
  enum Colour {
    GREEN("\033[32m"),
    BLUE("\033[94m"),
    CYAN("\033[36m"),
    YELLOW("\033[33m"),
    GREY("\033[90m");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  /** The text, in colour if this ink has any. */
  String write(Colour colour, String text) {
    return switch (this) {
      case COLOURED -> colour.code + text + RESET;
      case PLAIN -> text;
    };
  }
}
