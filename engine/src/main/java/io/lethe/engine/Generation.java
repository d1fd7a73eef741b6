package io.lethe.engine;

import java.util.List;
import java.util.Optional;

/**
 * What the model wrote.
 *
 * @param tokens all ids written, the one that ended it included
 * @param text the text of those ids; without the end-of-generation token, and up to the stop string
 *     where one came
 * @param finish why it ended
 * @param logprobs for each id, where asked for; else empty
 * @param shortening where a grammar closed the answer as the room ran out, if it did
 */
public record Generation(
    List<Integer> tokens,
    String text,
    Finish finish,
    List<TokenLogprobs> logprobs,
    Timings timings,
    Optional<Shortening> shortening) {
  /** Why a generation ended. */
  public enum Finish {
    /** The model wrote an end-of-generation token, or all that its grammar allows. */
    STOP_TOKEN,
    /** The text came to a stop string. */
    STOP_STRING,
    /** As many tokens as were asked for, or the end that a grammar forced so that they suffice. */
    LENGTH,
    /** There is no room for another column, or for more than the end that a grammar forced. */
    CONTEXT_FULL,
    /** Somebody cancelled. */
    CANCELLED
  }

  public Generation {
    tokens = List.copyOf(tokens);
    logprobs = List.copyOf(logprobs);
  }
}
