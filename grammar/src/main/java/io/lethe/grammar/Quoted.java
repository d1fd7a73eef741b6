package io.lethe.grammar;

/**
 * The rest of a JSON string, up to and with its closing quote: {@code min} to {@code max} more code
 * points, in UTF-8 or escaped.
 */
final class Quoted extends Term {
  /** Whether characters may be written as escapes. */
  enum Escapes {
    ALLOWED,
    /** Every character has one way to be written. */
    NONE
  }

  private final int min;
  private final int max;
  private final Escapes escapes;
  private final int run;

  /**
   * @param run up to how many characters some token writes
   */
  Quoted(int min, int max, Escapes escapes, int run) {
    this.min = min;
    this.max = max;
    this.escapes = escapes;
    this.run = run;
  }

  @Override
  boolean nullable() {
    return false;
  }

  @Override
  boolean isWide() {
    return true;
  }

  @Override
  int leastCost() {
    return plus((min + run - 1) / run, 1);
  }

  /**
   * The least and the most that tokens of {@code longest} bytes can tell apart: which tokens fit
   * does not depend on more, and what is cheap stays cheap by the same amount.
   */
  Quoted near(int longest, Terms terms) {
    int beyond = Math.max(0, (min - longest - 1) / run);
    return terms.quoted(min - beyond * run, max > longest ? ENDLESS : max, escapes);
  }

  @Override
  Term derive(int b, Terms terms) {
    if (b == '"') {
      return min == 0 ? terms.empty() : terms.never();
    }
    if (max == 0 || b < 0x20) {
      return terms.never();
    }
    Term after = terms.quoted(Math.max(0, min - 1), max == ENDLESS ? max : max - 1, escapes);
    if (b == '\\') {
      return escapes == Escapes.ALLOWED ? terms.seq(terms.escape(), after) : terms.never();
    }
    return b < 0x80 ? after : terms.seq(terms.continuation(b), after);
  }
}
