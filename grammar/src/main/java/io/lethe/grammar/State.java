package io.lethe.grammar;

import org.jspecify.annotations.Nullable;

/** A term, and where bytes lead from it as far as somebody asked. Safe for use by many threads. */
final class State {
  private final Term term;
  private final boolean nullable;
  private final int cost;

  /** Filled by whoever asks; a state is immutable otherwise, so a race does no harm. */
  private final @Nullable State[] next = new State[256];

  private volatile @Nullable Choices choices;

  State(Term term) {
    this.term = term;
    this.nullable = term.nullable();
    this.cost = term.cost();
  }

  Term term() {
    return term;
  }

  boolean nullable() {
    return nullable;
  }

  /** See {@link Term#leastCost}. */
  int cost() {
    return cost;
  }

  boolean isDead() {
    return cost == Term.ENDLESS;
  }

  @Nullable State next(int b) {
    return next[b];
  }

  void lead(int b, State to) {
    next[b] = to;
  }

  /** The tokens that may come here, if they were found before. */
  @Nullable Choices choices() {
    return choices;
  }

  void remember(Choices found) {
    choices = found;
  }

  /** Returns how many bytes that gives back. */
  long forgetChoices() {
    Choices forgotten = choices;
    choices = null;
    return forgotten == null ? 0 : forgotten.bytes();
  }

  /** Whether this is text of which nothing is known, in which control tokens change nothing. */
  boolean isFree() {
    if (term instanceof Term.Alt alt) {
      return alt.choices().stream().anyMatch(State::isFree);
    }
    return isFree(term);
  }

  private static boolean isFree(Term term) {
    return term instanceof Search search && search.isFree();
  }
}
