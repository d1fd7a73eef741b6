package io.lethe.engine;

import io.lethe.engine.TokenLogprobs.TokenLogprob;
import java.util.ArrayList;
import java.util.List;

/**
 * Natural log-probabilities over raw logits, in double and with {@link StrictMath}, so that they
 * are the same on every machine. A view of the logits.
 */
public final class Logprobs {
  private final float[] logits;
  private final int offset;
  private final int size;
  private final double logSum;

  private Logprobs(float[] logits, int offset, int size) {
    this.logits = logits;
    this.offset = offset;
    this.size = size;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += StrictMath.exp(logits[offset + i] - max);
    }
    this.logSum = max + StrictMath.log(sum);
  }

  public static Logprobs of(float[] logits) {
    return new Logprobs(logits, 0, logits.length);
  }

  /** Those of {@code values[offset .. offset + size)}. */
  public static Logprobs of(float[] values, int offset, int size) {
    return new Logprobs(values, offset, size);
  }

  public double of(int id) {
    return logits[offset + id] - logSum;
  }

  /** The {@code n} likeliest, best first, the lower id first among equals. */
  public List<TokenLogprob> top(int n) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = logits[offset + i];
    }
    Candidates best = Candidates.top(values, n);
    List<TokenLogprob> top = new ArrayList<>();
    for (int i = 0; i < best.size(); i++) {
      top.add(new TokenLogprob(best.id(i), of(best.id(i))));
    }
    return top;
  }
}
