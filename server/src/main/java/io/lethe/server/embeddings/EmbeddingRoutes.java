package io.lethe.server.embeddings;

import io.lethe.embeddings.Embedder;
import io.lethe.server.http.Exchange;
import io.lethe.server.http.RequestException;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** OpenAI's embeddings. Safe for many threads. */
public final class EmbeddingRoutes {
  private static final int MOST_TEXTS = 2048;

  private final Embedder embedder;

  private EmbeddingRoutes(Embedder embedder) {
    this.embedder = embedder;
  }

  /** {@code /v1/embeddings}. */
  public static List<Route> of(Embedder embedder) {
    EmbeddingRoutes routes = new EmbeddingRoutes(embedder);
    return List.of(new Route("POST", "/v1/embeddings", ErrorShape.OPENAI, routes::embed));
  }

  private void embed(Exchange exchange) {
    Fields asked = Fields.of(exchange.json());
    List<String> texts = texts(asked.required("input"));
    boolean isBase64 =
        asked.oneOf("encoding_format", List.of("float", "base64")).equals(Optional.of("base64"));
    asked.field("dimensions").ifPresent(EmbeddingRoutes::requireOwnDimensions);
    Embedder.Embedded embedded = embedder.embed(texts);
    ObjectNode answer = Json.object().put("object", "list");
    ArrayNode vectors = answer.putArray("data");
    for (int i = 0; i < texts.size(); i++) {
      float[] vector = embedded.vectors().get(i);
      vectors
          .addObject()
          .put("object", "embedding")
          .put("index", i)
          .set("embedding", isBase64 ? base64(vector) : numbers(vector));
    }
    answer.put("model", Embedder.MODEL);
    answer
        .putObject("usage")
        .put("prompt_tokens", embedded.tokens())
        .put("total_tokens", embedded.tokens());
    exchange.answer(200, answer);
  }

  private static void requireOwnDimensions(Field dimensions) {
    // Cut off vectors of this model would be worse ones: it was not trained for that.
    if (dimensions.integer(1, Integer.MAX_VALUE) != Embedder.DIMENSIONS) {
      throw dimensions.wrong("%d, all that %s has".formatted(Embedder.DIMENSIONS, Embedder.MODEL));
    }
  }

  private static List<String> texts(Field input) {
    List<Field> texts = input.isText() ? List.of(input) : input.elements();
    if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
      throw input.fault("found %d texts, wanted 1 to %d".formatted(texts.size(), MOST_TEXTS));
    }
    return texts.stream().map(EmbeddingRoutes::text).toList();
  }

  private static String text(Field text) {
    if (text.isNumber() || text.isArray()) {
      throw text.fault("found token ids, wanted texts: ids are another model's");
    }
    if (text.text().isBlank()) {
      throw text.wrong("a text that is not blank");
    }
    return text.text();
  }

  private static JsonNode numbers(float[] vector) {
    ArrayNode numbers = Json.array();
    for (float value : vector) {
      numbers.add(value);
    }
    return numbers;
  }

  /** As OpenAI's clients read it: little-endian floats. */
  private static JsonNode base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return StringNode.valueOf(Base64.getEncoder().encodeToString(bytes.array()));
  }

  /** Where embeddings are switched off. */
  public static List<Route> off() {
    return List.of(
        new Route(
                "POST",
                "/v1/embeddings",
                ErrorShape.OPENAI,
                _ -> {
                  throw new RequestException(
                      501,
                      Optional.empty(),
                      "embeddings are switched off; start the server with --embeddings on");
                })
            .quick());
  }
}
