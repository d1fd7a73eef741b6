package io.lethe.server.openai;

import io.lethe.history.Usage;
import io.lethe.server.wire.Json;
import tools.jackson.databind.node.ObjectNode;

/** Writes what an answer took. All that is read is kept, so what was not cached was written. */
final class UsageFields {
  private UsageFields() {}

  /** As chat completions and completions have it. */
  static ObjectNode ofChat(Usage usage) {
    ObjectNode fields = Json.object();
    fields.put("prompt_tokens", usage.prompt());
    fields.put("completion_tokens", usage.completion());
    fields.put("total_tokens", usage.prompt() + usage.completion());
    cached(fields.putObject("prompt_tokens_details"), usage).put("audio_tokens", 0);
    fields
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", usage.thoughts())
        .put("audio_tokens", 0)
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return fields;
  }

  /** As responses have it. */
  static ObjectNode ofResponse(Usage usage) {
    ObjectNode fields = Json.object();
    fields.put("input_tokens", usage.prompt());
    cached(fields.putObject("input_tokens_details"), usage);
    fields.put("output_tokens", usage.completion());
    fields.putObject("output_tokens_details").put("reasoning_tokens", usage.thoughts());
    fields.put("total_tokens", usage.prompt() + usage.completion());
    return fields;
  }

  private static ObjectNode cached(ObjectNode details, Usage usage) {
    return details
        .put("cached_tokens", usage.cached())
        .put("cache_write_tokens", Math.max(0, usage.prompt() - usage.cached()))
        .put("decached_tokens", usage.decached());
  }
}
