package io.lethe.grammar;

/** Any bytes, in which a text is looked for (Knuth, Morris and Pratt 1977). */
final class Search extends Term {
  /** What comes of finding it. */
  enum Kind {
    /** The search is over, and it has to come. */
    UNTIL,
    /** It must not come; the end may. */
    WITHOUT
  }

  /** A text that is looked for. */
  static final class Needle {
    private final String text; // chars are bytes
    private final int[] fewest;
    private final int[][] next; // [matched][byte]

    Needle(String text, int[] fewest) {
      this.text = text;
      this.fewest = fewest;
      next = new int[text.length()][256];
      int fallback = 0;
      for (int matched = 0; matched < text.length(); matched++) {
        int wanted = text.charAt(matched);
        System.arraycopy(next[fallback], 0, next[matched], 0, 256);
        next[matched][wanted] = matched + 1;
        if (matched > 0) {
          fallback = next[fallback][wanted];
        }
      }
    }
  }

  private final Needle needle;
  private final int matched;
  private final Kind kind;

  Search(Needle needle, int matched, Kind kind) {
    this.needle = needle;
    this.matched = matched;
    this.kind = kind;
  }

  /** Whether this is text of which nothing is known. */
  boolean isFree() {
    return kind == Kind.WITHOUT;
  }

  @Override
  boolean nullable() {
    return kind == Kind.WITHOUT;
  }

  @Override
  boolean isWide() {
    return true;
  }

  @Override
  Term derive(int b, Terms terms) {
    int now = needle.next[matched][b];
    if (now < needle.text.length()) {
      return terms.search(needle, now, kind);
    }
    return kind == Kind.UNTIL ? terms.empty() : terms.never();
  }

  @Override
  int leastCost() {
    return kind == Kind.WITHOUT ? 0 : needle.fewest[matched];
  }
}
