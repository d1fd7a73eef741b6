package io.lethe.cli;

import io.lethe.engine.GenerationRequest;
import io.lethe.engine.SamplingOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that lets a model write. */
final class AnswerOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      defaultValue = "512",
      description = "The most tokens to write (default: 512).")
  private int maxTokens = 512;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Higher is more varied, 0 always takes the likeliest (default: 0.8).")
  private double temperature = SamplingOptions.DEFAULT.temperature();

  @Option(names = "--greedy", description = "The same as --temperature 0.")
  private boolean greedy;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Draw from the K likeliest only; 0: from all (default: 40).")
  private int topK = SamplingOptions.DEFAULT.topK();

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw from the likeliest that together reach P (default: 0.95).")
  private double topP = SamplingOptions.DEFAULT.topP();

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "Draw from those at least P times as likely as the likeliest (default: 0.05).")
  private double minP = SamplingOptions.DEFAULT.minP();

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      description = "Over 1: makes the last 64 tokens less likely (default: 1).")
  private double repetitionPenalty = 1;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      description = "Taken from the logit of what the answer holds already (default: 0).")
  private double presencePenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      description = "The same once for each time it stands there (default: 0).")
  private double frequencyPenalty;

  @Option(
      names = "--logit-bias",
      paramLabel = "ID=X",
      description = "Added to the logit of a token; -Infinity bans it. Repeatable.")
  private Map<Integer, Double> logitBias = new HashMap<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Equal seeds give equal answers (default: another one each time).")
  private @Nullable Long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Ends the answer and is no part of it. Repeatable.")
  private List<String> stop = List.of();

  /** What was asked for; a seed that was not given is chosen anew at each call. */
  GenerationRequest request() {
    try {
      SamplingOptions sampling =
          SamplingOptions.DEFAULT
              .withTemperature(greedy ? 0 : temperature)
              .withCuts(topK, topP, minP)
              .withPenalties(repetitionPenalty, presencePenalty, frequencyPenalty)
              .withLogitBias(logitBias)
              .withSeed(seed == null ? ThreadLocalRandom.current().nextLong(1L << 53) : seed);
      return GenerationRequest.of(maxTokens, sampling).withStopStrings(stop);
    } catch (IllegalArgumentException e) {
      if (command == null) {
        throw e;
      }
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
