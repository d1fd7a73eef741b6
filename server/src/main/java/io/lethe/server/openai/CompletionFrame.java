package io.lethe.server.openai;

import io.lethe.engine.TokenLogprobs;
import io.lethe.history.Usage;
import io.lethe.server.openai.CompletionCall.Extra;
import io.lethe.server.openai.CompletionCall.Prompt;
import io.lethe.server.openai.CompletionRun.Written;
import io.lethe.server.wire.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What all objects of one call for completions share, and its choices. For one thread. */
final class CompletionFrame {
  private final CompletionCall call;
  private final ServedModel model;
  private final String id = Ids.fresh("cmpl-");
  private final long created = Instant.now().getEpochSecond();
  private int promptTokens;
  private int completionTokens;

  CompletionFrame(CompletionCall call, ServedModel model) {
    this.call = call;
    this.model = model;
  }

  void count(Prompt prompt) {
    promptTokens += prompt.ids().size();
  }

  void count(Written written) {
    completionTokens += written.count();
  }

  ObjectNode usage() {
    return UsageFields.ofChat(new Usage(promptTokens, 0, 0, completionTokens, 0));
  }

  /** An object of this call, without choices. */
  ObjectNode object() {
    return Json.object()
        .put("id", id)
        .put("object", "text_completion")
        .put("created", created)
        .put("model", model.id())
        .put("system_fingerprint", model.fingerprint());
  }

  /** A piece of a text: not the last one. */
  static ObjectNode piece(int index, String text) {
    return Json.object()
        .put("index", index)
        .put("text", text)
        .putNull("logprobs")
        .putNull("finish_reason");
  }

  /** A choice that is complete, with this text. */
  ObjectNode choice(int index, Written written, String text) {
    ObjectNode choice = piece(index, text);
    if (call.logprobs().isPresent()) {
      choice.set("logprobs", table(written));
    }
    return choice.put("finish_reason", written.finishReason());
  }

  private ObjectNode table(Written written) {
    TokenTable table = new TokenTable(new LogprobFields(model.tokenizer()));
    if (call.wants(Extra.ECHO)) {
      table.addFirst(written.prompt().ids().getFirst());
      table.addAll(written.promptTokens());
    }
    List<TokenLogprobs> tokens =
        written.tokens().stream()
            .filter(token -> !model.tokenizer().isEndOfGeneration(token.chosen().id()))
            .toList();
    table.addAll(tokens);
    return table.written();
  }
}
