package io.lethe.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Cancellation;
import io.lethe.engine.EngineOptions;
import io.lethe.history.HistoryException;
import io.lethe.history.Owner;
import io.lethe.server.http.EventStream;
import io.lethe.server.http.Exchange;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.RecordedExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fields of requests in the OpenAPI document are those that the server reads. The bodies that
 * show it, in {@code request-bodies.json}, have every field that the document lists.
 */
class RequestFieldsTest {
  private static final EngineOptions MODEL =
      EngineOptions.of(
              Path.of("../model/src/test/resources/io/lethe/model/tiny").resolve("llama3.gguf"))
          .withThreads(1)
          .withSlots(32);

  /** Read only so that they can be refused; by the beginning of the operation's name. */
  private static final Map<String, Set<String>> REFUSED =
      Map.of(
          "POST /v1/chat/completions",
          Set.of("functions", "function_call", "audio", "web_search_options"),
          "POST /v1/responses",
          Set.of("conversation", "prompt"),
          "POST /v1/messages",
          Set.of(
              "messages.content.content.decached_ranges",
              "messages.content.content.decached_since"));

  private final Contract contract = new Contract(OpenApi.read());

  @TempDir private Path home = Path.of("");

  @Test
  void theDocumentListsTheFieldsThatAreReadAndNoOthers() throws IOException {
    JsonNode bodies = bodies();
    try (ServedRoutes routes = new ServedRoutes(MODEL, home)) {
      for (String operation : contract.operations()) {
        if (!operation.startsWith("POST")) {
          continue;
        }
        assertThat(bodies.has(operation)).as("bodies of %s", operation).isTrue();
        JsonNode schema =
            contract
                .resolved(contract.operation(operation).get("requestBody"))
                .at("/content/application~1json/schema");
        Set<String> read = new TreeSet<>();
        for (JsonNode body : bodies.get(operation)) {
          String json = Json.text(body);
          contract.accept(schema, json, operation);
          handle(routes, operation, NotedBody.of(json, read));
        }
        Set<String> listed = new TreeSet<>();
        Set<String> free = new TreeSet<>();
        fields(schema, "", listed, free);
        REFUSED.forEach((beginning, names) -> {
          if (operation.startsWith(beginning)) {
            read.removeAll(names);
          }
        });
        read.removeIf(path -> free.stream().anyMatch(root -> path.startsWith(root + ".")));
        assertThat(without(read, listed)).as("%s reads, and lists not", operation).isEmpty();
        assertThat(without(listed, read)).as("%s lists, and reads not", operation).isEmpty();
      }
    }
  }

  private static Set<String> without(Set<String> some, Set<String> others) {
    Set<String> left = new TreeSet<>(some);
    left.removeAll(others);
    return left;
  }

  private static JsonNode bodies() throws IOException {
    try (InputStream in = RequestFieldsTest.class.getResourceAsStream("request-bodies.json")) {
      return JsonMapper.shared().readTree(in);
    }
  }

  private static void handle(ServedRoutes routes, String operation, JsonNode body) {
    try {
      routes.named(operation).handler().handle(new Noted(body));
    } catch (HistoryException.NoSession _) {
      // It was read, and the session it is about is nobody's.
    }
  }

  /** The paths of a schema's fields, and those below which anything may be. */
  private void fields(JsonNode schema, String path, Set<String> listed, Set<String> free) {
    JsonNode resolved = contract.resolved(schema);
    for (String several : List.of("oneOf", "anyOf")) {
      resolved.path(several).forEach(each -> fields(each, path, listed, free));
    }
    if (resolved.has("items")) {
      fields(resolved.get("items"), path, listed, free);
    }
    if (resolved.has("additionalProperties")) {
      free.add(path);
    }
    resolved
        .path("properties")
        .forEachEntry((name, field) -> {
          String own = path.isEmpty() ? name : path + "." + name;
          listed.add(own);
          fields(field, own, listed, free);
        });
  }

  /** A request in memory whose body is noted. */
  private static final class Noted implements Exchange {
    private final RecordedExchange recorded = new RecordedExchange("{}").withPath("id", "none");
    private final JsonNode body;

    Noted(JsonNode body) {
      this.body = body;
    }

    @Override
    public JsonNode json() {
      return body;
    }

    @Override
    public String id() {
      return recorded.id();
    }

    @Override
    public String path(String name) {
      return recorded.path(name);
    }

    @Override
    public Optional<String> query(String name) {
      return recorded.query(name);
    }

    @Override
    public Optional<String> header(String name) {
      return recorded.header(name);
    }

    @Override
    public List<String> headers(String name) {
      return recorded.headers(name);
    }

    @Override
    public Owner owner() {
      return recorded.owner();
    }

    @Override
    public Cancellation cancellation() {
      return recorded.cancellation();
    }

    @Override
    public void setHeader(String name, String value) {
      recorded.setHeader(name, value);
    }

    @Override
    public void answer(int status, JsonNode answer) {
      recorded.answer(status, answer);
    }

    @Override
    public void answer(int status, String mediaType, byte[] answer) {
      recorded.answer(
          status, Json.object().put("text", new String(answer, StandardCharsets.UTF_8)));
    }

    @Override
    public EventStream stream() {
      return recorded.stream();
    }
  }
}
