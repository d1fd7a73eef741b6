package io.lethe.history;

import io.lethe.engine.TokenLogprobs;
import java.util.List;
import java.util.Optional;

/**
 * One answer.
 *
 * @param blocks texts, thoughts and tool calls, in the order in which they were written
 * @param finish why it ended
 * @param stopString the stop string it came to, if that ended it
 * @param logprobs of each token of the answer, where asked for
 */
public record Choice(
    List<Block> blocks, Finish finish, Optional<String> stopString, List<TokenLogprobs> logprobs) {
  /** Why an answer ended. */
  public enum Finish {
    /** The model was done. */
    STOP,
    /** It came to a stop string. */
    STOP_STRING,
    /** As many tokens as were asked for. */
    LENGTH,
    /** There was no room for more. */
    CONTEXT_FULL,
    /** It called tools. */
    TOOL_CALLS,
    /** Somebody cancelled. */
    CANCELLED
  }

  public Choice {
    blocks = List.copyOf(blocks);
    logprobs = List.copyOf(logprobs);
  }
}
