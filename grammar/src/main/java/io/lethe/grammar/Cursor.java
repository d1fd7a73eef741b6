package io.lethe.grammar;

/**
 * A place in an answer that is being written. One thread.
 *
 * <p>If {@code remaining} falls by one with each token and was {@link Grammar#leastTokens} or more
 * at the start, there always is a token, and the answer is complete when nothing remains.
 */
public final class Cursor {
  private final Automaton automaton;
  private State state;
  private Progress progress = Progress.WRITING;

  private enum Progress {
    WRITING,
    ENDED
  }

  Cursor(Automaton automaton) {
    this.automaton = automaton;
    this.state = automaton.start();
  }

  /**
   * The tokens that may come next if the answer is to be complete after {@code remaining} tokens,
   * the next one included: those that end a turn only where {@link #mayEnd}.
   */
  public TokenMask allowed(int remaining) {
    return automaton.choices(state).within(remaining - 1);
  }

  /** The tokens that may come next, however long the answer gets. */
  public TokenMask allowed() {
    return automaton.choices(state).all();
  }

  /** Whether {@link #allowed(int)} has a token; does not look at the others. */
  public boolean allows(int token, int remaining) {
    if (token >= automaton.trie().size()) {
      return false;
    }
    byte[] bytes = automaton.trie().bytes(token);
    if (bytes.length == 0) {
      return allowed(remaining).allows(token);
    }
    State to = after(bytes);
    return !to.isDead() && to.cost() <= remaining - 1;
  }

  /** A number of tokens that certainly suffice after a token that may come next. */
  public int leastTokensAfter(int token) {
    byte[] bytes = token < automaton.trie().size() ? automaton.trie().bytes(token) : new byte[0];
    return after(bytes).cost();
  }

  private State after(byte[] bytes) {
    State to = state;
    for (int i = 0; i < bytes.length && !to.isDead(); i++) {
      to = automaton.step(to, bytes[i] & 0xFF);
    }
    return to;
  }

  /**
   * Notes that a token was written.
   *
   * @throws IllegalArgumentException if it is not allowed
   */
  public void accept(int token) {
    if (progress == Progress.ENDED || !allows(token, Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "found token %d, wanted one that the grammar allows".formatted(token));
    }
    byte[] bytes = automaton.trie().bytes(token);
    if (bytes.length > 0) {
      state = after(bytes);
    } else if (automaton.trie().tokenizer().isEndOfGeneration(token)) {
      progress = Progress.ENDED;
    }
  }

  /** Whether the answer is complete as it is. */
  public boolean mayEnd() {
    return state.nullable();
  }

  /**
   * Whether the answer is complete and nothing but its end may come within {@code remaining}
   * tokens.
   */
  public boolean mustEnd(int remaining) {
    if (progress == Progress.ENDED) {
      return true;
    }
    if (!state.nullable()) {
      return false;
    }
    TokenMask allowed = allowed(remaining);
    for (int token = allowed.next(0); token >= 0; token = allowed.next(token + 1)) {
      if (!automaton.trie().tokenizer().isEndOfGeneration(token)) {
        return false;
      }
    }
    return true;
  }
}
