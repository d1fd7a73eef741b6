package io.lethe.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.EngineOptions;
import io.lethe.server.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a running server answers is what its OpenAPI document says. */
class ContractTest {
  private static final EngineOptions MODEL =
      EngineOptions.of(
              Path.of("../model/src/test/resources/io/lethe/model/tiny").resolve("llama3.gguf"))
          .withThreads(1)
          .withSlots(32);
  private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
  private static final String CHAT = "POST /v1/chat/completions";
  private static final String RESPONSES = "POST /v1/responses";
  private static final String MESSAGES = "POST /v1/messages";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<String> answered = new TreeSet<>();

  @TempDir private Path home = Path.of("");
  private Server server;
  private Contract contract;

  @BeforeEach
  void open() {
    server = Server.open(ServerOptions.local("tiny", home), MODEL);
    contract =
        new Contract(
            (ObjectNode) Json.read(send(request("GET /openapi.json", "")).body()).orElseThrow());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void everyOperationAnswersAsTheDocumentSays() throws IOException, InterruptedException {
    chats();
    completions();
    responses();
    messages();
    sessions();
    others();
    assertThat(contract.operations()).isEqualTo(answered);
  }

  private void chats() {
    ask(CHAT, 200, "{\"max_tokens\":4,\"logprobs\":true,\"top_logprobs\":2,%s}".formatted(HELLO));
    ask(
        CHAT,
        200,
        """
        {"max_tokens":4,"n":2,"stream":true,"return_progress":true,
         "stream_options":{"include_usage":true},"logprobs":true,%s}\
        """
            .formatted(HELLO));
    ask(CHAT, 200, "{\"max_tokens\":4,\"stream\":true,%s}".formatted(HELLO));
    String call =
        "{\"seed\":1,\"max_tokens\":300,\"tool_choice\":\"required\",\"tools\":[{\"type\":\"function\","
            + "\"function\":{\"name\":\"look\",\"parameters\":"
            + "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}}}],";
    JsonNode called = ask(CHAT, 200, call + HELLO + "}");
    assertThat(called.at("/choices/0/message/tool_calls/0/function/name").asString(""))
        .isEqualTo("look");
    ask(CHAT, 200, call + "\"stream\":true," + HELLO + "}");
    ask(CHAT, 400, "{}");
    ask(CHAT, 404, "{\"lethe\":{\"session\":\"other\"}," + HELLO + "}");
    JsonNode full =
        ask(
            CHAT,
            400,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted("a b ".repeat(5000)));
    assertThat(full.at("/error/n_ctx").asInt()).isPositive();
  }

  private void completions() {
    String prompt = "\"prompt\":[\"Once\",\"Twice\"],\"max_tokens\":3,\"echo\":true,\"logprobs\":1";
    ask("POST /v1/completions", 200, "{%s}".formatted(prompt));
    ask(
        "POST /v1/completions",
        200,
        "{%s,\"stream\":true,\"stream_options\":{\"include_usage\":true}}".formatted(prompt));
    ask("POST /v1/completions", 400, "{}");
    ask("POST /v1/embeddings", 200, "{\"input\":[\"a river\",\"a bank\"]}");
    ask("POST /v1/embeddings", 200, "{\"input\":\"a\",\"encoding_format\":\"base64\"}");
  }

  private void responses() {
    String input =
        "\"input\":\"Hello\",\"max_output_tokens\":4,\"include\":[\"message.output_text.logprobs\"]";
    String id = ask(RESPONSES, 200, "{%s}".formatted(input)).get("id").asString();
    ask(RESPONSES, 200, "{%s,\"stream\":true}".formatted(input));
    String call =
        "{\"seed\":1,\"input\":\"Hello\",\"max_output_tokens\":300,\"tool_choice\":\"required\",\"tools\":"
            + "[{\"type\":\"function\",\"name\":\"look\",\"parameters\":"
            + "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}}]";
    assertThat(ask(RESPONSES, 200, call + "}").at("/output/0/type").asString(""))
        .isEqualTo("function_call");
    ask(RESPONSES, 200, call + ",\"stream\":true}");
    ask("POST /v1/responses/input_tokens", 200, "{\"input\":\"Hello\"}");
    ask("GET /v1/responses/{id}", id, 200, "");
    ask("DELETE /v1/responses/{id}", id, 200, "");
    ask("GET /v1/responses/{id}", id, 404, "");
  }

  private void messages() {
    String asked = "{\"model\":\"m\",\"max_tokens\":4," + HELLO;
    String edits =
        ",\"diagnostics\":{},\"context_management\":{\"edits\":[{\"type\":\"compact_20260112\"},"
            + "{\"type\":\"clear_thinking_20251015\"}]}}";
    ask(MESSAGES, 200, asked + "}");
    ask(MESSAGES, 200, asked + edits);
    ask(MESSAGES, 200, asked + ",\"stream\":true" + edits);
    String call =
        "{\"model\":\"m\",\"seed\":1,\"max_tokens\":300,\"tool_choice\":{\"type\":\"any\"},\"tools\":"
            + "[{\"name\":\"look\",\"input_schema\":"
            + "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}}],"
            + HELLO;
    assertThat(ask(MESSAGES, 200, call + "}").at("/content/0/type").asString(""))
        .isEqualTo("tool_use");
    ask(MESSAGES, 200, call + ",\"stream\":true}");
    ask(MESSAGES, 400, "{}");
    ask(MESSAGES + "/count_tokens", 200, "{\"model\":\"m\"," + HELLO + edits);
    ask(MESSAGES + "/count_tokens", 400, "{}");
  }

  private void sessions() throws IOException, InterruptedException {
    String name =
        ask(
                CHAT,
                200,
                "{\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"And now?\"}]}")
            .at("/lethe/session")
            .asString();
    String one = "/v1/sessions/{id}";
    ask("GET /v1/sessions", 200, "");
    ask("GET " + one, name, 200, "");
    ask("GET " + one + "/parts", name, 200, "");
    ask("GET " + one + "/map", name, 200, "");
    ask("GET " + one + "/trace", name, 200, "");
    ask("POST " + one + "/pin", name, 200, "{\"parts\":[0]}");
    ask("POST " + one + "/forget", name, 409, "{\"parts\":[0]}");
    ask("POST " + one + "/unpin", name, 200, "{\"parts\":[0]}");
    String copy = ask("POST " + one + "/fork", name, 200, "{}").get("id").asString();
    watch("GET " + one + "/events", name);
    ask("POST " + one + "/repair", copy, 200, "{\"parts\":[0],\"share\":0.5}");
    ask("GET " + one, name, 200, "");
    ask("POST " + one + "/replay", name, 200, "{}");
    String other = ask("POST " + one + "/fork", copy, 200, "{\"turn\":0}").get("id").asString();
    ask("POST " + one + "/redact", other, 200, "{\"parts\":[0]}");
    ask("DELETE " + one, other, 200, "");
    ask("GET " + one, other, 404, "");
  }

  /** Waits for one event, which a deletion brings. */
  private void watch(String operation, String name) throws IOException, InterruptedException {
    HttpResponse<InputStream> events =
        client.send(
            request(operation.replace("{id}", name), "").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
      lines.readLine();
      ask("POST /v1/sessions/{id}/forget", name, 200, "{\"parts\":[0]}");
      String line = lines.readLine();
      while (line != null && !line.startsWith("data:")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      contract.accept(operation, 200, "text/event-stream", String.valueOf(line).substring(5));
      answered.add(operation);
    }
  }

  private void others() {
    ask("GET /v1/models", 200, "");
    ask("GET /v1/models/{id}", "tiny", 200, "");
    ask("GET /v1/models/{id}", "other", 404, "");
    for (String operation : List.of("GET /v1/models", "GET /v1/models/{id}")) {
      accept(
          operation,
          200,
          send(request(operation.replace("{id}", "tiny"), "").header("anthropic-version", "1")));
    }
    ask("POST /tokenize", 200, "{\"content\":\"Hello, you!\",\"with_pieces\":true}");
    ask("POST /tokenize", 200, "{\"content\":\"Hello\"}");
    ask("POST /detokenize", 200, "{\"tokens\":[1,2]}");
    ask("GET /health", 200, "");
    ask("GET /metrics", 200, "");
    ask("GET /openapi.json", 200, "");
    try (Server loading = Server.listen(ServerOptions.local("tiny", home))) {
      URI address = URI.create("http://127.0.0.1:%d/health".formatted(loading.port()));
      accept("GET /health", 503, send(HttpRequest.newBuilder(address)));
    }
  }

  private JsonNode ask(String operation, int status, String body) {
    return ask(operation, "", status, body);
  }

  /** Asks, holds the answer against the document, and returns it if it is JSON. */
  private JsonNode ask(String operation, String id, int status, String body) {
    return accept(operation, status, send(request(operation.replace("{id}", id), body)));
  }

  private JsonNode accept(String operation, int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as("%s: %s", operation, answer.body()).isEqualTo(status);
    if (status == 200) {
      answered.add(operation);
    }
    String mediaType =
        answer.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "").strip();
    switch (mediaType) {
      case "text/event-stream" ->
          events(answer.body())
              .forEach(event -> contract.accept(operation, status, mediaType, event));
      case "application/x-ndjson" ->
          answer
              .body()
              .lines()
              .forEach(line -> contract.accept(operation, status, mediaType, line));
      case "text/plain" ->
          contract.accept(
              operation, status, mediaType, Json.text(Json.object().stringNode(answer.body())));
      default -> {
        contract.accept(operation, status, mediaType, answer.body());
        return Json.read(answer.body()).orElseThrow();
      }
    }
    return Json.object();
  }

  private static List<String> events(String body) {
    List<String> events = new ArrayList<>();
    String name = "";
    for (String line : body.lines().toList()) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: {")) {
        String data = line.substring(6);
        assertThat(Json.read(data).orElseThrow().path("type").asString("")).isEqualTo(name);
        events.add(data);
        name = "";
      }
    }
    assertThat(events).hasSizeGreaterThan(2);
    return events;
  }

  private HttpRequest.Builder request(String operation, String body) {
    String[] parts = operation.split(" ", 2);
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d%s".formatted(server.port(), parts[1])))
        .method(parts[0], body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(
          request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
