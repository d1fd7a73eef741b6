package io.lethe.engine;

import io.lethe.grammar.Grammar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses tokens as {@link SamplingOptions} say. Equal options, logits and history give equal
 * tokens: double arithmetic in a fixed order, {@link StrictMath}, and random numbers of its own.
 * One thread.
 */
public final class Sampler {
  private final SamplingOptions options;
  private final Deque<Integer> window = new ArrayDeque<>();
  private final Map<Integer, Integer> written = new HashMap<>();
  private long state;
  private long stateBefore; // the last choice
  private @Nullable Restriction restriction;

  public Sampler(SamplingOptions options) {
    this.options = options;
    this.state = options.seed();
    this.stateBefore = state;
  }

  /**
   * Chooses only what a grammar allows, so that the answer is complete within {@code maxTokens}
   * tokens written from now on.
   *
   * @throws EngineException.TooShort if the grammar's shortest answer may take more
   */
  public void restrict(Grammar grammar, int maxTokens) {
    restriction = new Restriction(grammar, maxTokens);
  }

  /**
   * Makes an answer under a grammar shorter: now if that many tokens are written, else when they
   * are.
   */
  public void shorten(Shortening to) {
    if (restriction == null) {
      throw new IllegalStateException(
          "found an answer without a grammar, wanted one that can be closed in time");
    }
    restriction.shorten(to);
  }

  /** Where the answer became shorter, if it did. */
  Optional<Shortening> shortening() {
    return restriction == null ? Optional.empty() : restriction.shortening();
  }

  /** Whether a grammar says what may be written. */
  boolean isRestricted() {
    return restriction != null;
  }

  /**
   * How many tokens the answer certainly needs no more than if it goes on with this one, itself
   * included: 1 without a grammar.
   */
  int tokensFrom(int id) {
    return restriction == null ? 1 : restriction.tokensFrom(id);
  }

  /** Chooses again in place of the last choice, so that so many tokens suffice. */
  int chooseWithin(int tokens, float[] logits) {
    state = stateBefore;
    if (restriction != null) {
      restriction.shorten(new Shortening(restriction.written(), tokens));
    }
    return choose(logits);
  }

  /** Whether a grammar lets nothing more be written. */
  public boolean isDone() {
    return restriction != null && restriction.isDone();
  }

  /** Whether more tokens would have made another answer of one that {@link #isDone}. */
  public boolean wasCut() {
    return restriction != null && restriction.wasCut();
  }

  /** Notes tokens that were read: they count for the repetition penalty. */
  public void read(int... ids) {
    for (int id : ids) {
      remember(id);
    }
  }

  /** Notes a token that was written: it counts for all penalties. */
  public void wrote(int id) {
    remember(id);
    written.merge(id, 1, Integer::sum);
    if (restriction != null) {
      restriction.wrote(id);
    }
  }

  private void remember(int id) {
    window.addLast(id);
    if (window.size() > options.repetitionWindow()) {
      window.removeFirst();
    }
  }

  /** Chooses a token; the caller says {@link #wrote} if it is taken. Logits are left alone. */
  public int choose(float[] logits) {
    stateBefore = state;
    if (options.isGreedy() && !options.editsLogits()) {
      return restriction == null ? likeliest(logits) : restriction.likeliest(logits);
    }
    double[] edited = edited(logits);
    if (restriction != null && !restriction.ban(logits, edited)) {
      return restriction.likeliest(logits); // all that is allowed was banned
    }
    if (options.isGreedy()) {
      return Candidates.top(edited, 1).id(0);
    }
    return draw(cut(edited));
  }

  /** The token with the largest logit, the lowest id among equals. */
  public static int likeliest(float[] logits) {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      if (logits[id] > logits[best]) {
        best = id;
      }
    }
    return best;
  }

  private double[] edited(float[] logits) {
    double[] edited = new double[logits.length];
    for (int id = 0; id < logits.length; id++) {
      edited[id] = logits[id];
    }
    options
        .logitBias()
        .forEach((id, bias) -> {
          if (id >= edited.length) {
            throw new EngineException.UnknownToken(id, edited.length);
          }
          edited[id] += bias;
        });
    if (options.repetitionPenalty() != 1) {
      for (int id : new HashSet<>(window)) {
        double penalty = options.repetitionPenalty();
        edited[id] = edited[id] > 0 ? edited[id] / penalty : edited[id] * penalty;
      }
    }
    written.forEach((id, times) ->
        edited[id] -= options.presencePenalty() + times * options.frequencyPenalty());
    return edited;
  }

  private Candidates cut(double[] logits) {
    Candidates candidates;
    if (options.topK() > 0) {
      candidates = Candidates.top(logits, options.topK());
      candidates.cut(nucleus(candidates, sum(candidates)));
    } else if (options.topP() < 1) {
      candidates = nucleusOfAll(logits);
    } else {
      candidates = Candidates.all(logits);
    }
    if (options.minP() > 0) {
      candidates.keepFrom(candidates.largest() + StrictMath.log(options.minP()));
    }
    return candidates;
  }

  /** Sorts no more of the vocabulary than the nucleus needs, as that takes longer than all else. */
  private Candidates nucleusOfAll(double[] logits) {
    double sum = sum(Candidates.all(logits));
    for (int k = 256; ; k *= 8) {
      Candidates best = Candidates.top(logits, k);
      int nucleus = nucleus(best, sum);
      if (nucleus < best.size() || k >= logits.length) {
        best.cut(nucleus);
        return best;
      }
    }
  }

  private static double sum(Candidates candidates) {
    double largest = candidates.largest();
    double sum = 0;
    for (int i = 0; i < candidates.size(); i++) {
      sum += StrictMath.exp(candidates.logit(i) - largest);
    }
    return sum;
  }

  /** How many of the best it takes to reach top-p of a sum of weights; the first always stays. */
  private int nucleus(Candidates best, double sum) {
    if (options.topP() == 1) {
      return best.size();
    }
    double reached = 0;
    for (int i = 0; i < best.size(); i++) {
      reached += StrictMath.exp(best.logit(i) - best.logit(0));
      if (reached >= options.topP() * sum) {
        return i + 1;
      }
    }
    return best.size();
  }

  private int draw(Candidates candidates) {
    double largest = candidates.largest();
    double[] sums = new double[candidates.size()];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += StrictMath.exp((candidates.logit(i) - largest) / options.temperature());
      sums[i] = sum;
    }
    double at = random() * sum;
    for (int i = 0; i < sums.length; i++) {
      if (at < sums[i]) {
        return candidates.id(i);
      }
    }
    return candidates.id(sums.length - 1);
  }

  /** A number in {@code [0, 1)} by SplitMix64 (Steele, Lea and Flood 2014). */
  private double random() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
