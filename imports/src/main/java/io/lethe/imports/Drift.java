package io.lethe.imports;

/**
 * How far what a model expects went from what it would have expected had nothing been deleted, over
 * the tokens of recorded answers. Sums, so that turns can be put together.
 *
 * @param tokens that were foreseen twice
 * @param divergences the sum of the Kullback-Leibler divergences of what is expected from what
 *     would have been, in nats
 * @param agreements tokens for which both expect the same most
 * @param surprise the sum of the negative log-probabilities of the recorded tokens, in nats
 * @param undeletedSurprise the same had nothing been deleted
 */
public record Drift(
    int tokens, double divergences, int agreements, double surprise, double undeletedSurprise) {
  /** Nothing was foreseen yet. */
  public static final Drift NONE = new Drift(0, 0, 0, 0, 0);

  /** The mean divergence of a token, in nats; 0 where nothing was deleted. */
  public double meanDivergence() {
    return tokens == 0 ? 0 : divergences / tokens;
  }

  /** The share of tokens for which both expect the same most, 0 to 1; 1 of no tokens. */
  public double agreement() {
    return tokens == 0 ? 1 : (double) agreements / tokens;
  }

  /** Both together. */
  public Drift plus(Drift other) {
    return new Drift(
        tokens + other.tokens,
        divergences + other.divergences,
        agreements + other.agreements,
        surprise + other.surprise,
        undeletedSurprise + other.undeletedSurprise);
  }

  /**
   * That of one token.
   *
   * @param undeleted logits had nothing been deleted
   * @param found {@code found[offset .. offset + undeleted.length)}, logits as they are
   * @param token the recorded one
   */
  static Drift of(float[] undeleted, float[] found, int offset, int token) {
    int size = undeleted.length;
    int likeliest = 0;
    int foundLikeliest = 0;
    boolean same = true;
    for (int i = 0; i < size; i++) {
      likeliest = undeleted[i] > undeleted[likeliest] ? i : likeliest;
      foundLikeliest = found[offset + i] > found[offset + foundLikeliest] ? i : foundLikeliest;
      same &= undeleted[i] == found[offset + i];
    }
    double most = undeleted[likeliest];
    double foundMost = found[offset + foundLikeliest];
    double sum = 0;
    double foundSum = 0;
    double weighted = 0; // of the differences of the logits
    for (int i = 0; i < size; i++) {
      double weight = StrictMath.exp(undeleted[i] - most);
      sum += weight;
      if (!same) {
        foundSum += StrictMath.exp(found[offset + i] - foundMost);
        weighted += weight * (undeleted[i] - (double) found[offset + i]);
      }
    }
    double log = most + StrictMath.log(sum);
    double surprise = log - undeleted[token];
    if (same) {
      return new Drift(1, 0, 1, surprise, surprise);
    }
    double foundLog = foundMost + StrictMath.log(foundSum);
    return new Drift(
        1,
        Math.max(0, weighted / sum - log + foundLog),
        likeliest == foundLikeliest ? 1 : 0,
        foundLog - found[offset + token],
        surprise);
  }
}
