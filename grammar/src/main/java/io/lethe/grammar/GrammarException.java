package io.lethe.grammar;

/** A schema cannot be compiled. The message says what was found where, and what was wanted. */
public final class GrammarException extends RuntimeException {
  public GrammarException(String message) {
    super(message);
  }
}
