package io.lethe.tokenizer.template;

import java.time.Clock;

/** The mutable state of one rendering, on one thread: what is used up, and where it stands. */
final class Rendering {
  private final Budget budget;
  private final Clock clock;
  private int line = 1;

  Rendering(Budget budget, Clock clock) {
    this.budget = budget;
    this.clock = clock;
  }

  Budget budget() {
    return budget;
  }

  Clock clock() {
    return clock;
  }

  TextBuilder builder() {
    return new TextBuilder(budget);
  }

  int line() {
    return line;
  }

  void reach(int newLine) {
    line = newLine;
  }
}
