package io.lethe.grammar;

/** The rest of a JSON string that a pattern describes, with its closing quote. */
final class Patterned extends Lazy {
  private final PatternAutomaton automaton;
  private final int state;

  Patterned(PatternAutomaton automaton, int state) {
    this.automaton = automaton;
    this.state = state;
  }

  @Override
  boolean isWide() {
    return true;
  }

  @Override
  Term expand(Terms terms) {
    return automaton.expand(state, terms);
  }

  @Override
  int leastCost() {
    return automaton.cost(state);
  }
}
