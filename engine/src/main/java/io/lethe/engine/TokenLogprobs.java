package io.lethe.engine;

import java.util.List;

/**
 * How likely a token was, before anything that sampling does.
 *
 * @param chosen the token that was written
 * @param top the likeliest ones, best first
 */
public record TokenLogprobs(TokenLogprob chosen, List<TokenLogprob> top) {
  /** A token and the natural logarithm of its probability. */
  public record TokenLogprob(int id, double logprob) {}

  public TokenLogprobs {
    top = List.copyOf(top);
  }
}
