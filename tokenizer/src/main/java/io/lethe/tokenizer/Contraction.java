package io.lethe.tokenizer;

/** English endings after an apostrophe: {@code s t re ve m ll d}. */
final class Contraction {
  /** Which letters count. */
  enum Case {
    /** Small ones. */
    LOWER,
    /** {@code (?i:...)}: also capitals, and the long {@code ſ}, which Unicode folds to s. */
    ANY
  }

  private Contraction() {}

  /** The number of chars of the ending at {@code at}, 0 where there is none. */
  static int length(Cursor cursor, int at, Case letters) {
    if (at >= cursor.end()) {
      return 0;
    }
    char first = folded(cursor.text().charAt(at), letters);
    char second = at + 1 < cursor.end() ? folded(cursor.text().charAt(at + 1), letters) : ' ';
    return switch (first) {
      case 's', 't', 'm', 'd' -> 1;
      case 'r', 'v' -> second == 'e' ? 2 : 0;
      case 'l' -> second == 'l' ? 2 : 0;
      default -> 0;
    };
  }

  private static char folded(char c, Case letters) {
    return switch (letters) {
      case LOWER -> c;
      case ANY -> c >= 'A' && c <= 'Z' ? (char) (c + 32) : c == 'ſ' ? 's' : c;
    };
  }
}
