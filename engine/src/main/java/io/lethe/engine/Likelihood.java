package io.lethe.engine;

/**
 * How well a model foresees a text.
 *
 * @param nll the sum of negative log-likelihoods, in nats
 * @param tokens the tokens that were foreseen: all but the first
 */
public record Likelihood(double nll, int tokens) {
  /** Reads {@code ids} into a session and adds up how likely each was after those before it. */
  public static Likelihood read(TokenSession session, int[] ids) {
    double[] sum = new double[1];
    session.append(
        ids,
        (index, values, offset) -> {
          if (index + 1 < ids.length) {
            int vocabulary = session.engine().config().vocabulary();
            sum[0] -= Logprobs.of(values, offset, vocabulary).of(ids[index + 1]);
          }
        });
    return new Likelihood(sum[0], Math.max(0, ids.length - 1));
  }

  /** The mean in nats; 0 for a text without a second token. */
  public double mean() {
    return tokens == 0 ? 0 : nll / tokens;
  }

  /** e to the mean: as if the model chose among so many tokens each time. */
  public double perplexity() {
    return StrictMath.exp(mean());
  }
}
