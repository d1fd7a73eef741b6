package io.lethe.tokenizer.template;

/** Counts down what one rendering may still use; whoever loops, copies or descends pays here. */
final class Budget {
  /** How often a template may go over all characters of its request. */
  private static final long PASSES_OVER_INPUT = 64;

  /** What the objects around a short text take, in characters. */
  private static final int PIECE = 32;

  private final TemplateLimits limits;
  private final long characterLimit;
  private long steps;
  private long characters;
  private int depth;

  Budget(TemplateLimits limits, long inputCharacters) {
    this.limits = limits;
    this.characterLimit = limits.characters() + PASSES_OVER_INPUT * inputCharacters;
  }

  void step() {
    steps(1);
  }

  void steps(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw Fault.limit("steps", steps, limits.steps());
    }
  }

  void characters(long count) {
    characters += count;
    if (characters > characterLimit) {
      throw Fault.limit("characters handled", characters, characterLimit);
    }
  }

  /** Pays for one more text cut out of another; the object weighs more than its characters. */
  void piece() {
    characters(PIECE);
  }

  /** Pays for looking for {@code needle} in {@code text}; a long needle may be compared often. */
  void search(Text text, Text needle) {
    characters(text.length() * (needle.length() / 32L + 1));
  }

  void output(long length) {
    if (length > limits.outputCharacters()) {
      throw Fault.limit("characters of output", length, limits.outputCharacters());
    }
  }

  void enter() {
    depth++;
    if (depth > limits.depth()) {
      throw Fault.limit("nesting", depth, limits.depth());
    }
  }

  void leave() {
    depth--;
  }
}
