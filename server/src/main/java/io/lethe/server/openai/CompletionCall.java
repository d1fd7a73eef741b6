package io.lethe.server.openai;

import io.lethe.engine.GenerationRequest;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Completions that somebody asks for.
 *
 * @param prompts each to be continued for itself
 * @param choices how many continuations of each; the i-th uses the seed plus i
 * @param generation what to write, if anything is to be written
 * @param logprobs present: log-probabilities of each token, with that many of the likeliest
 */
record CompletionCall(
    List<Prompt> prompts,
    int choices,
    Writing writing,
    GenerationRequest generation,
    OptionalInt logprobs,
    Set<Extra> extras) {
  /**
   * A text to be continued.
   *
   * @param ids one or more
   */
  record Prompt(String text, List<Integer> ids) {
    Prompt {
      ids = List.copyOf(ids);
    }

    int[] array() {
      return ids.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** Whether anything is written at all. */
  enum Writing {
    SOME,
    /** Zero tokens were asked for; how likely the prompt is may be all that is wanted. */
    NOTHING
  }

  /** What is not a matter of the answer itself. */
  enum Extra {
    STREAM,
    STREAM_USAGE,
    /** The prompt comes back in front of what was written. */
    ECHO
  }

  CompletionCall {
    prompts = List.copyOf(prompts);
    extras = Set.copyOf(extras);
  }

  boolean wants(Extra extra) {
    return extras.contains(extra);
  }
}
