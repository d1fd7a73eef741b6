package io.lethe.grammar;

import io.lethe.tokenizer.Tokenizer;

/** What may be written with the tokens of one vocabulary. Safe for use by many threads. */
public final class Grammar {
  private final Automaton automaton;

  Grammar(Automaton automaton) {
    this.automaton = automaton;
  }

  /**
   * Compiles a grammar for itself; who compiles several uses {@link Grammars}.
   *
   * @throws GrammarException if the source has what is not supported, is too large, or can never be
   *     written with this vocabulary
   */
  public static Grammar compile(GrammarSource source, Tokenizer tokenizer) {
    return new Grammars(tokenizer).compile(source);
  }

  /** The beginning of an answer. */
  public Cursor start() {
    return new Cursor(automaton);
  }

  /**
   * A number of tokens that certainly suffice for the shortest answer: whoever allows fewer may be
   * left with a part of one.
   */
  public int leastTokens() {
    return Math.max(1, automaton.start().cost());
  }
}
