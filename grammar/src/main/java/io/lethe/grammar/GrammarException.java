package io.lethe.grammar;

/** A grammar cannot be built. The message says what was found where, and what was wanted. */
public final class GrammarException extends RuntimeException {
  public GrammarException(String message) {
    super(message);
  }

  /**
   * @param where a JSON pointer into the schema; empty: all of it
   */
  static GrammarException at(String where, String found, String wanted) {
    return new GrammarException(
        "schema at %s: found %s, wanted %s"
            .formatted(where.isEmpty() ? "its root" : where, found, wanted));
  }
}
