package io.lethe.cli;

import io.lethe.engine.Generation;
import io.lethe.engine.Timings;
import java.util.Locale;

/** How fast a model was, for people and for programs. */
record Speed(int tokens, double seconds, double tokensPerSecond) {
  static Speed of(Timings.Rate rate) {
    return new Speed(rate.tokens(), rate.seconds(), rate.tokensPerSecond());
  }

  /** One line about a generation. */
  static String line(Generation generation) {
    Timings timings = generation.timings();
    return String.format(
        Locale.ROOT,
        "%d tokens read (%.1f tok/s), %d written (%.1f tok/s), %s",
        timings.prefill().tokens(),
        timings.prefill().tokensPerSecond(),
        generation.tokens().size(),
        timings.decode().tokensPerSecond(),
        why(generation.finish()));
  }

  private static String why(Generation.Finish finish) {
    return switch (finish) {
      case STOP_TOKEN -> "ended by the model";
      case STOP_STRING -> "ended by a stop string";
      case LENGTH -> "ended at --max-tokens";
      case CONTEXT_FULL -> "ended as the context is full";
      case CANCELLED -> "interrupted";
    };
  }
}
