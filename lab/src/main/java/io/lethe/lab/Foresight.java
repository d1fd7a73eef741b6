package io.lethe.lab;

/**
 * What a model expects to come next: natural log-probabilities of all tokens, in double and with
 * {@link StrictMath}, so that they are the same on every machine. Immutable.
 */
public final class Foresight {
  private final float[] logits;
  private final double[] probabilities;
  private final double logSum;

  private Foresight(float[] logits, double[] probabilities, double logSum) {
    this.logits = logits;
    this.probabilities = probabilities;
    this.logSum = logSum;
  }

  /** Of logits that nobody changes any more. */
  public static Foresight of(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double[] weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = StrictMath.exp(logits[i] - max);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return new Foresight(logits, weights, max + StrictMath.log(sum));
  }

  /** The natural logarithm of a token's probability. */
  public double logOf(int token) {
    return logits[token] - logSum;
  }

  /** The likeliest token; the lowest id among equals. */
  public int likeliest() {
    return Chorus.likeliest(logits);
  }

  /**
   * How far another foresight is from this one, in nats: the mean under this one of the logarithm
   * of the ratio; 0 or more.
   */
  public double divergence(Foresight other) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      if (probabilities[i] > 0) {
        sum += probabilities[i] * (logOf(i) - other.logOf(i));
      }
    }
    return Math.max(0, sum);
  }

  /** The largest difference between two logits of the same token. */
  public double furthest(Foresight other) {
    double furthest = 0;
    for (int i = 0; i < logits.length; i++) {
      furthest = Math.max(furthest, Math.abs((double) logits[i] - other.logits[i]));
    }
    return furthest;
  }
}
