package io.lethe.engine;

import java.util.Map;

/**
 * How a token is chosen. The steps, in this order, which is llama.cpp's: logit bias, penalties,
 * top-k, top-p, min-p, temperature, draw. Immutable; each {@code with} gives a changed copy.
 *
 * @param temperature by what logits are divided; 0 takes the likeliest (the lowest id among equals)
 * @param topK how many of the likeliest stay; 0: all
 * @param topP the likeliest stay until their probabilities reach this sum; 1: all
 * @param minP those stay that are at least this often as likely as the likeliest; 0: all
 * @param repetitionPenalty by what the logit of a token among the last {@code repetitionWindow}
 *     ones, read or written, is divided if positive and multiplied if negative; 1: nothing
 * @param repetitionWindow how far back the repetition penalty looks
 * @param presencePenalty subtracted from the logit of every token that was written in this answer
 * @param frequencyPenalty subtracted once for each time a token was written in this answer
 * @param logitBias added to the logits of tokens; minus infinity bans one
 * @param seed equal seeds give equal answers, on every machine
 */
public record SamplingOptions(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    int repetitionWindow,
    double presencePenalty,
    double frequencyPenalty,
    Map<Integer, Double> logitBias,
    long seed) {
  /** Always the likeliest token. */
  public static final SamplingOptions GREEDY =
      new SamplingOptions(0, 0, 1, 0, 1, 64, 0, 0, Map.of(), 0);

  /** What llama.cpp does unless told otherwise. */
  public static final SamplingOptions DEFAULT =
      new SamplingOptions(0.8, 40, 0.95, 0.05, 1, 64, 0, 0, Map.of(), 0);

  public SamplingOptions {
    require("temperature", temperature, temperature >= 0 && temperature < 1e6, "0 or more");
    require("top-k", topK, topK >= 0, "0 or more");
    require("top-p", topP, topP > 0 && topP <= 1, "more than 0, at most 1");
    require("min-p", minP, minP >= 0 && minP <= 1, "0 to 1");
    require(
        "repetition penalty",
        repetitionPenalty,
        repetitionPenalty > 0 && repetitionPenalty < 1e6,
        "more than 0");
    require("repetition window", repetitionWindow, repetitionWindow >= 0, "0 or more");
    require("presence penalty", presencePenalty, Math.abs(presencePenalty) <= 100, "-100 to 100");
    require(
        "frequency penalty", frequencyPenalty, Math.abs(frequencyPenalty) <= 100, "-100 to 100");
    logitBias = Map.copyOf(logitBias);
    logitBias.forEach((id, bias) -> {
      require("biased token", id, id >= 0, "an id of 0 or more");
      require("logit bias", bias, bias < Double.POSITIVE_INFINITY, "less than infinity");
    });
  }

  private static void require(String what, double found, boolean holds, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(
          "found a %s of %s, wanted %s"
              .formatted(
                  what,
                  found == Math.rint(found) && Math.abs(found) < 1e15
                      ? Long.toString((long) found)
                      : Double.toString(found),
                  wanted));
    }
  }

  /** Whether the likeliest token is always taken. */
  public boolean isGreedy() {
    return temperature == 0;
  }

  /** Whether logits change before tokens are compared. */
  boolean editsLogits() {
    return !logitBias.isEmpty()
        || repetitionPenalty != 1
        || presencePenalty != 0
        || frequencyPenalty != 0;
  }

  public SamplingOptions withTemperature(double value) {
    return new SamplingOptions(
        value,
        topK,
        topP,
        minP,
        repetitionPenalty,
        repetitionWindow,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        seed);
  }

  /** Changes what stays before the draw. */
  public SamplingOptions withCuts(int newTopK, double newTopP, double newMinP) {
    return new SamplingOptions(
        temperature,
        newTopK,
        newTopP,
        newMinP,
        repetitionPenalty,
        repetitionWindow,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        seed);
  }

  /** Changes the penalties; the window stays. */
  public SamplingOptions withPenalties(double repetition, double presence, double frequency) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetition,
        repetitionWindow,
        presence,
        frequency,
        logitBias,
        seed);
  }

  public SamplingOptions withLogitBias(Map<Integer, Double> bias) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        repetitionWindow,
        presencePenalty,
        frequencyPenalty,
        bias,
        seed);
  }

  public SamplingOptions withSeed(long newSeed) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        repetitionWindow,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        newSeed);
  }
}
