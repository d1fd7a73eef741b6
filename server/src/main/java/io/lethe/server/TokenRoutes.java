package io.lethe.server;

import io.lethe.server.http.Exchange;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import io.lethe.tokenizer.Tokenizer;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Texts as the model's tokens, and back. */
final class TokenRoutes {
  private final Tokenizer tokenizer;

  private TokenRoutes(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  static List<Route> of(Tokenizer tokenizer) {
    TokenRoutes routes = new TokenRoutes(tokenizer);
    return List.of(
        new Route("POST", "/tokenize", ErrorShape.OPENAI, routes::tokenize).quick(),
        new Route("POST", "/detokenize", ErrorShape.OPENAI, routes::detokenize).quick());
  }

  private void tokenize(Exchange exchange) {
    Fields asked = Fields.of(exchange.json());
    String text = asked.requiredText("content");
    int[] ids =
        asked.isTrue("parse_special") ? tokenizer.encodeTemplate(text) : tokenizer.encode(text);
    int[] tokens = asked.isTrue("add_special") ? tokenizer.withBos(ids) : ids;
    ArrayNode listed = Json.array();
    for (int id : tokens) {
      if (asked.isTrue("with_pieces")) {
        listed.add(Json.object().put("id", id).put("piece", tokenizer.piece(id)));
      } else {
        listed.add(id);
      }
    }
    ObjectNode answer = Json.object().put("count", tokens.length);
    answer.set("tokens", listed);
    exchange.answer(200, answer);
  }

  private void detokenize(Exchange exchange) {
    Field tokens = Fields.of(exchange.json()).required("tokens");
    int[] ids =
        tokens.elements().stream()
            .mapToInt(each -> each.integer(0, tokenizer.size() - 1))
            .toArray();
    exchange.answer(200, Json.object().put("content", tokenizer.decode(ids)));
  }
}
