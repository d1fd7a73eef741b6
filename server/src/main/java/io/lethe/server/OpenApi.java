package io.lethe.server;

import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The interface as an OpenAPI document: the YAML files of the folder {@code openapi}, merged. They
 * are read when somebody asks, as reading them takes longer than the rest of a start. Safe for many
 * threads.
 */
final class OpenApi {
  private static final List<String> FILES =
      List.of(
          "common.yaml",
          "openai.yaml",
          "responses.yaml",
          "anthropic.yaml",
          "sessions.yaml",
          "server.yaml");

  private @Nullable ObjectNode document;

  private OpenApi() {}

  static Route route() {
    OpenApi api = new OpenApi();
    return new Route(
            "GET",
            "/openapi.json",
            ErrorShape.OPENAI,
            exchange -> exchange.answer(200, api.document()))
        .open();
  }

  private synchronized ObjectNode document() {
    ObjectNode known = document;
    if (known == null) {
      known = read();
      document = known;
    }
    return known;
  }

  /** The document, read anew. */
  static ObjectNode read() {
    ObjectNode all = Json.object();
    FILES.forEach(file -> merge(all, read(file), file));
    return all;
  }

  private static JsonNode read(String file) {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi/" + file)) {
      if (in == null) {
        throw new IllegalStateException("found no openapi/" + file + " in the jar, wanted it");
      }
      LoadSettings settings = LoadSettings.builder().setLabel(file).build();
      return JsonMapper.shared().valueToTree(new Load(settings).loadFromInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds what a file says to what others said; none says a thing twice. */
  private static void merge(ObjectNode into, JsonNode from, String file) {
    from.forEachEntry((name, value) -> {
      JsonNode known = into.get(name);
      if (known == null) {
        into.set(name, value);
      } else if (known instanceof ObjectNode object && value.isObject()) {
        merge(object, value, file);
      } else {
        throw new IllegalStateException(
            "openapi/%s: found \"%s\" a second time, wanted it in one file".formatted(file, name));
      }
    });
  }
}
