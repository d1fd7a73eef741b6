package io.lethe.server;

import io.lethe.server.http.Exchange;
import io.lethe.server.http.RequestException;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The models there are, in the shape of the vendor whose client asks: they share the path. */
final class ModelRoutes {
  /**
   * A model.
   *
   * @param tokens the most that fit into its context
   */
  record Listed(String id, long tokens) {}

  private final List<Listed> models;
  private final Instant since;

  private ModelRoutes(List<Listed> models, Instant since) {
    this.models = List.copyOf(models);
    this.since = since;
  }

  static List<Route> of(List<Listed> models, Instant since) {
    ModelRoutes routes = new ModelRoutes(models, since);
    return List.of(
        new Route("GET", "/v1/models", ErrorShape.OPENAI, routes::list),
        new Route("GET", "/v1/models/{id}", ErrorShape.OPENAI, routes::one));
  }

  private void list(Exchange exchange) {
    ObjectNode answer = Json.object();
    ArrayNode listed = Json.array();
    models.forEach(model -> listed.add(written(model, exchange)));
    if (isAnthropic(exchange)) {
      answer.set("data", listed);
      answer
          .put("has_more", false)
          .put("first_id", models.getFirst().id())
          .put("last_id", models.getLast().id());
    } else {
      answer.put("object", "list").set("data", listed);
    }
    exchange.answer(200, answer);
  }

  private void one(Exchange exchange) {
    String id = exchange.path("id");
    Listed found =
        models.stream()
            .filter(model -> model.id().equals(id))
            .findFirst()
            .orElseThrow(() ->
                new RequestException(
                    404,
                    Optional.of("model"),
                    "found no such model, wanted one of "
                        + String.join(", ", models.stream().map(Listed::id).toList())));
    exchange.answer(200, written(found, exchange));
  }

  private ObjectNode written(Listed model, Exchange exchange) {
    return isAnthropic(exchange)
        ? Json.object()
            .put("type", "model")
            .put("id", model.id())
            .put("display_name", model.id())
            .put("created_at", since.truncatedTo(ChronoUnit.SECONDS).toString())
            .put("max_input_tokens", model.tokens())
            .put("max_tokens", model.tokens())
        : Json.object()
            .put("id", model.id())
            .put("object", "model")
            .put("created", since.getEpochSecond())
            .put("owned_by", "lethe")
            .put("context_length", model.tokens());
  }

  private static boolean isAnthropic(Exchange exchange) {
    return exchange.header("anthropic-version").isPresent();
  }
}
