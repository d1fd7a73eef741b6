package io.lethe.engine;

import io.lethe.grammar.Cursor;
import io.lethe.grammar.Grammar;
import io.lethe.grammar.TokenMask;
import java.util.Optional;

/**
 * What a grammar says while an answer is written, within a number of tokens. One thread.
 *
 * <p>Of the likeliest token alone it is known in microseconds whether it is allowed, so where that
 * one is taken no other is looked at.
 */
final class Restriction {
  private final Cursor cursor;
  private int remaining;
  private int written;
  private Optional<Shortening> shortening = Optional.empty();
  private Cut cut = Cut.NEVER;

  private enum Cut {
    NEVER,
    ONCE
  }

  Restriction(Grammar grammar, int maxTokens) {
    if (maxTokens < grammar.leastTokens()) {
      throw new EngineException.TooShort(maxTokens, grammar.leastTokens());
    }
    this.cursor = grammar.start();
    this.remaining = maxTokens;
  }

  /** How many tokens certainly suffice from a token on that may come next, that one included. */
  int tokensFrom(int id) {
    return 1 + cursor.leastTokensAfter(id);
  }

  /** Lets no more than so many tokens be written from token {@code from} on, counted from 0. */
  void shorten(Shortening to) {
    shortening = Optional.of(to);
    shortenIfDue();
  }

  private void shortenIfDue() {
    if (shortening.isPresent() && shortening.get().from() == written) {
      remaining = Math.min(remaining, shortening.get().tokens());
    }
  }

  /** The token from which on it is shorter than was asked for. */
  Optional<Shortening> shortening() {
    return shortening;
  }

  /** How many tokens were written. */
  int written() {
    return written;
  }

  /** The allowed token with the largest logit, the lowest id among equals. */
  int likeliest(float[] logits) {
    int likeliest = Sampler.likeliest(logits);
    if (cursor.allows(likeliest, remaining)) {
      return likeliest;
    }
    TokenMask allowed = allowed(logits);
    return likeliest(logits, allowed);
  }

  private static int likeliest(float[] logits, TokenMask allowed) {
    int best = allowed.next(0);
    for (int id = best; id >= 0 && id < logits.length; id = allowed.next(id + 1)) {
      if (logits[id] > logits[best]) {
        best = id;
      }
    }
    return best;
  }

  /**
   * Bans what is not allowed. Returns whether anything is left.
   *
   * @param edited by token
   */
  boolean ban(float[] logits, double[] edited) {
    TokenMask allowed = allowed(logits);
    boolean left = false;
    for (int id = 0; id < edited.length; id++) {
      if (!allowed.allows(id)) {
        edited[id] = Double.NEGATIVE_INFINITY;
      }
      left |= edited[id] > Double.NEGATIVE_INFINITY;
    }
    return left;
  }

  private TokenMask allowed(float[] logits) {
    TokenMask allowed = cursor.allowed(remaining);
    TokenMask longer = cursor.allowed();
    if (allowed != longer && !allowed.allows(likeliest(logits, longer))) {
      cut = Cut.ONCE;
    }
    return allowed;
  }

  void wrote(int id) {
    cursor.accept(id);
    remaining--;
    written++;
    shortenIfDue();
  }

  /** Whether nothing more may be written, or nothing but the end. */
  boolean isDone() {
    return cursor.mustEnd(remaining);
  }

  /** Whether more tokens would have made another answer of one that is done. */
  boolean wasCut() {
    return cut == Cut.ONCE || !cursor.mustEnd(Integer.MAX_VALUE);
  }
}
