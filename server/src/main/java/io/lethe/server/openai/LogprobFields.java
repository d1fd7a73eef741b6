package io.lethe.server.openai;

import io.lethe.engine.TokenLogprobs;
import io.lethe.engine.TokenLogprobs.TokenLogprob;
import io.lethe.server.wire.Json;
import io.lethe.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes how likely tokens were. */
final class LogprobFields {
  /** What stands for minus infinity, which JSON cannot say. */
  static final double VERY_UNLIKELY = -9999;

  private final Tokenizer tokenizer;

  LogprobFields(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The object {@code logprobs} of a choice in a chat. */
  ObjectNode ofChat(List<TokenLogprobs> tokens) {
    ObjectNode fields = Json.object();
    fields.set("content", items(tokens));
    fields.putNull("refusal");
    return fields;
  }

  /** An item for each token that has a text; what ended the answer has none. */
  ArrayNode items(List<TokenLogprobs> tokens) {
    ArrayNode items = Json.array();
    for (TokenLogprobs token : tokens) {
      if (!tokenizer.isEndOfGeneration(token.chosen().id())) {
        ObjectNode item = item(token.chosen());
        ArrayNode top = item.putArray("top_logprobs");
        token.top().forEach(each -> top.add(item(each)));
        items.add(item);
      }
    }
    return items;
  }

  private ObjectNode item(TokenLogprob token) {
    ObjectNode item = Json.object();
    item.put("token", text(token.id()));
    item.put("logprob", number(token.logprob()));
    ArrayNode bytes = item.putArray("bytes");
    for (byte each : tokenizer.bytes(token.id())) {
      bytes.add(Byte.toUnsignedInt(each));
    }
    return item;
  }

  /** What a token stands for; how it is written where it has no text. */
  String text(int id) {
    byte[] bytes = tokenizer.bytes(id);
    return bytes.length == 0 ? tokenizer.piece(id) : new String(bytes, StandardCharsets.UTF_8);
  }

  static double number(double logprob) {
    return Math.max(VERY_UNLIKELY, logprob);
  }
}
