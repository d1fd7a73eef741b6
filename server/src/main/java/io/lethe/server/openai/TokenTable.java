package io.lethe.server.openai;

import io.lethe.engine.TokenLogprobs;
import io.lethe.engine.TokenLogprobs.TokenLogprob;
import io.lethe.server.wire.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The log-probabilities of a completion: columns for tokens, numbers, alternatives and offsets. */
final class TokenTable {
  private final LogprobFields logprobs;
  private final ArrayNode tokens = Json.array();
  private final ArrayNode numbers = Json.array();
  private final ArrayNode alternatives = Json.array();
  private final ArrayNode offsets = Json.array();
  private int offset;

  TokenTable(LogprobFields logprobs) {
    this.logprobs = logprobs;
  }

  /** A token that nothing came before. */
  void addFirst(int id) {
    addToken(id);
    numbers.addNull();
    alternatives.addNull();
  }

  void add(TokenLogprobs token) {
    addToken(token.chosen().id());
    numbers.add(LogprobFields.number(token.chosen().logprob()));
    ObjectNode row = Json.object();
    for (TokenLogprob each : token.top()) {
      row.put(logprobs.text(each.id()), LogprobFields.number(each.logprob()));
    }
    alternatives.add(row);
  }

  void addAll(List<TokenLogprobs> all) {
    all.forEach(this::add);
  }

  private void addToken(int id) {
    String text = logprobs.text(id);
    tokens.add(text);
    offsets.add(offset);
    offset += text.length();
  }

  ObjectNode written() {
    ObjectNode table = Json.object();
    table.set("tokens", tokens);
    table.set("token_logprobs", numbers);
    table.set("top_logprobs", alternatives);
    table.set("text_offset", offsets);
    return table;
  }
}
