package io.lethe.session;

import io.lethe.engine.GenerationRequest;
import io.lethe.engine.SamplingOptions;
import io.lethe.engine.Shortening;
import io.lethe.grammar.GrammarSource;
import io.lethe.trace.Settings;
import io.lethe.trace.Settings.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How tokens are chosen, as a trace writes it, and back. */
final class Samplings {
  private static final String BIAS = "logit_bias.";
  private static final String GRAMMAR = "grammar";
  private static final String BEGUN = "begun_tokens";
  private static final String SHORTER_FROM = "shorter_from";
  private static final String SHORTER_TOKENS = "shorter_tokens";

  private Samplings() {}

  /**
   * @param shortening of the answer that was chosen so
   * @param begun how many tokens of the answer were given, not chosen
   */
  static Settings written(GenerationRequest request, Optional<Shortening> shortening, int begun) {
    Settings settings = written(request.sampling());
    if (request.grammar().isPresent()) {
      settings = settings.with(GRAMMAR, request.grammar().get().text());
    }
    if (shortening.isPresent()) {
      settings =
          settings
              .with(SHORTER_FROM, shortening.get().from())
              .with(SHORTER_TOKENS, shortening.get().tokens());
    }
    return begun > 0 ? settings.with(BEGUN, begun) : settings;
  }

  /** How many tokens of the answer were given, not chosen. */
  static int begun(Settings settings) {
    return settings.value(BEGUN).isEmpty() ? 0 : Math.toIntExact(settings.whole(BEGUN));
  }

  /** Where the answer became shorter than was asked for, if it did. */
  static Optional<Shortening> shortening(Settings settings) {
    return settings.value(SHORTER_FROM).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Shortening(
                Math.toIntExact(settings.whole(SHORTER_FROM)),
                Math.toIntExact(settings.whole(SHORTER_TOKENS))));
  }

  /**
   * The grammar of the answer, if it had one.
   *
   * @throws io.lethe.grammar.GrammarException if it makes no sense
   */
  static Optional<GrammarSource> grammar(Settings settings) {
    return settings.value(GRAMMAR).orElse(null) instanceof Value.Text(String text)
        ? Optional.of(GrammarSource.parse(text))
        : Optional.empty();
  }

  private static Settings written(SamplingOptions options) {
    Settings settings =
        new Settings(new LinkedHashMap<>())
            .with("temperature", options.temperature())
            .with("top_k", options.topK())
            .with("top_p", options.topP())
            .with("min_p", options.minP())
            .with("repetition_penalty", options.repetitionPenalty())
            .with("repetition_window", options.repetitionWindow())
            .with("presence_penalty", options.presencePenalty())
            .with("frequency_penalty", options.frequencyPenalty())
            .with("seed", options.seed());
    for (Map.Entry<Integer, Double> bias :
        options.logitBias().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
      settings = settings.with(BIAS + bias.getKey(), Double.toString(bias.getValue()));
    }
    return settings;
  }

  /**
   * @throws IllegalArgumentException if the settings make no sense
   */
  static SamplingOptions read(Settings settings) {
    Map<Integer, Double> bias = new HashMap<>();
    settings
        .values()
        .forEach((name, value) -> {
          if (name.startsWith(BIAS) && value instanceof Value.Text(String text)) {
            bias.put(Integer.parseInt(name.substring(BIAS.length())), Double.parseDouble(text));
          }
        });
    return new SamplingOptions(
        settings.decimal("temperature"),
        Math.toIntExact(settings.whole("top_k")),
        settings.decimal("top_p"),
        settings.decimal("min_p"),
        settings.decimal("repetition_penalty"),
        Math.toIntExact(settings.whole("repetition_window")),
        settings.decimal("presence_penalty"),
        settings.decimal("frequency_penalty"),
        bias,
        settings.whole("seed"));
  }
}
