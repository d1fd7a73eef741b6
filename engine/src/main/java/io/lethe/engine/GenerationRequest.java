package io.lethe.engine;

import io.lethe.grammar.GrammarSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to generate. Immutable; each {@code with} gives a changed copy.
 *
 * @param maxTokens the most tokens to write
 * @param sampling how tokens are chosen
 * @param stopStrings texts that end the answer and are no part of it
 * @param endOfGeneration what an end-of-generation token does
 * @param logprobs present: log-probabilities of each token, with that many of the likeliest
 * @param grammar present: what the answer is to be, also where {@code maxTokens} cuts it
 */
public record GenerationRequest(
    int maxTokens,
    SamplingOptions sampling,
    List<String> stopStrings,
    EndOfGeneration endOfGeneration,
    OptionalInt logprobs,
    Optional<GrammarSource> grammar) {
  /** What a token does that says the model is done. */
  public enum EndOfGeneration {
    STOPS,
    /** It is a token like any other; for benchmarks. */
    GOES_ON
  }

  public GenerationRequest {
    stopStrings = List.copyOf(stopStrings);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("found " + maxTokens + " tokens, wanted at least 1");
    }
    if (stopStrings.contains("")) {
      throw new IllegalArgumentException("found an empty stop string, wanted text");
    }
    if (logprobs.isPresent() && logprobs.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "found " + logprobs.getAsInt() + " alternatives, wanted 0 or more");
    }
    if (grammar.isPresent() && endOfGeneration == EndOfGeneration.GOES_ON) {
      throw new IllegalArgumentException(
          "found a grammar for an answer that goes on after its end, wanted one that stops");
    }
  }

  /** Without a grammar. */
  public GenerationRequest(
      int maxTokens,
      SamplingOptions sampling,
      List<String> stopStrings,
      EndOfGeneration endOfGeneration,
      OptionalInt logprobs) {
    this(maxTokens, sampling, stopStrings, endOfGeneration, logprobs, Optional.empty());
  }

  /** Up to {@code maxTokens} tokens, each the likeliest. */
  public static GenerationRequest greedy(int maxTokens) {
    return of(maxTokens, SamplingOptions.GREEDY);
  }

  public static GenerationRequest of(int maxTokens, SamplingOptions sampling) {
    return new GenerationRequest(
        maxTokens,
        sampling,
        List.of(),
        EndOfGeneration.STOPS,
        OptionalInt.empty(),
        Optional.empty());
  }

  public GenerationRequest withSampling(SamplingOptions options) {
    return new GenerationRequest(
        maxTokens, options, stopStrings, endOfGeneration, logprobs, grammar);
  }

  public GenerationRequest withStopStrings(List<String> strings) {
    return new GenerationRequest(maxTokens, sampling, strings, endOfGeneration, logprobs, grammar);
  }

  public GenerationRequest withEndOfGeneration(EndOfGeneration what) {
    return new GenerationRequest(maxTokens, sampling, stopStrings, what, logprobs, grammar);
  }

  public GenerationRequest withLogprobs(int alternatives) {
    return new GenerationRequest(
        maxTokens, sampling, stopStrings, endOfGeneration, OptionalInt.of(alternatives), grammar);
  }

  /** Lets the model write nothing but what {@code source} says. */
  public GenerationRequest withGrammar(GrammarSource source) {
    return new GenerationRequest(
        maxTokens, sampling, stopStrings, endOfGeneration, logprobs, Optional.of(source));
  }
}
