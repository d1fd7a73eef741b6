package io.lethe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.engine.EngineOptions;
import io.lethe.history.Owner;
import io.lethe.server.http.Gate;
import io.lethe.server.http.Keyring;
import io.lethe.server.http.Origins;
import io.lethe.server.http.Origins.Reach;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lethe's own endpoints, with a tiny random model that says nonsense. */
class ServerTest {
  private static final Path TINY =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny");
  private static final EngineOptions MODEL =
      EngineOptions.of(TINY.resolve("llama3.gguf")).withThreads(1).withSlots(32);
  private static final String HELLO =
      "{\"model\":\"tiny\",\"max_tokens\":4,\"seed\":1,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path home = Path.of("");

  @Test
  void aConversationIsASessionThatCanBeSeenEditedAndReplayed() {
    try (Server server = open()) {
      String name = talk(server);

      JsonNode list = get(server, "/v1/sessions");
      assertThat(list.at("/data/0/id").asString()).isEqualTo(name);
      assertThat(list.at("/data/0/turns").asInt()).isEqualTo(1);

      JsonNode session = get(server, "/v1/sessions/" + name);
      assertThat(session.at("/parts/0/text").asString()).isEqualTo("Hello there");
      assertThat(session.at("/parts/0/state").asString()).isEqualTo("live");
      assertThat(session.at("/turns/0/first_token_seconds").asDouble()).isPositive();
      int columns = session.get("columns").asInt();
      assertThat(session.at("/turns/0/columns").asInt()).isEqualTo(columns);

      int gone = session.at("/parts/0/tokens").asInt();
      JsonNode forgotten =
          post(server, "/v1/sessions/" + name + "/forget", "{\"parts\":[0],\"reason\":\"old\"}");
      assertThat(forgotten.at("/deletion/tokens").asInt()).isEqualTo(gone);
      int left = forgotten.get("columns").asInt();
      // An answer that was cut gets its end marker before anything goes.
      assertThat(left).isBetween(columns - gone, columns - gone + 1);

      JsonNode part = get(server, "/v1/sessions/" + name + "/parts").at("/data/0");
      assertThat(part.get("state").asString()).isEqualTo("forgotten");
      assertThat(part.get("reason").asString()).isEqualTo("old");
      assertThat(part.get("by").asString()).isEqualTo("client");

      JsonNode replayed = post(server, "/v1/sessions/" + name + "/replay", "{}");
      assertThat(replayed.get("same").asBoolean()).isTrue();
      assertThat(replayed.get("columns").asInt()).isEqualTo(left);
    }
  }

  @Test
  void anAnswerThatAClientBeginsIsGoneOnWithAndFoundAgain() {
    try (Server server = open()) {
      String asked = "{\"role\":\"user\",\"content\":\"Hello there\"}";
      String common = "{\"model\":\"tiny\",\"max_tokens\":4,\"seed\":1,\"messages\":[" + asked;
      String begun = ",{\"role\":\"assistant\",\"content\":\"Well, as\"}]}";

      JsonNode message = post(server, "/v1/messages", common + begun);
      JsonNode completion = post(server, "/v1/chat/completions", common + begun);
      String said = message.at("/content/0/text").asString();
      String answer = completion.at("/choices/0/message/content").asString();
      assertThat(said).isNotEmpty().doesNotStartWith("Well, as");
      assertThat(answer).isNotEmpty().doesNotStartWith("Well, as");
      String streamed =
          fetch(
                  server,
                  "POST",
                  "/v1/chat/completions",
                  common.replace("{\"model\"", "{\"stream\":true,\"model\"") + begun)
              .body();
      assertThat(streamed).contains("[DONE]").doesNotContain("Well, as");

      for (String text : List.of(said, answer)) {
        String more =
            ",{\"role\":\"assistant\",\"content\":%s},{\"role\":\"user\",\"content\":\"And?\"}]}"
                .formatted(JsonMapper.shared().writeValueAsString("Well, as" + text));
        JsonNode next = post(server, "/v1/chat/completions", common + more);
        assertThat(next.at("/lethe/turn").asInt()).isEqualTo(1);
        assertThat(next.at("/lethe/cache").asString()).isEqualTo("live");
        assertThat(next.at("/lethe/miss").isMissingNode()).as(next.toString()).isTrue();
      }

      HttpResponse<String> refused =
          fetch(
              server,
              "POST",
              "/v1/chat/completions",
              common + begun.replace("]}", "],\"response_format\":{\"type\":\"json_object\"}}"));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("JSON");
    }
  }

  @Test
  void aCountLeavesOutWhatTheSessionHasForgottenAndChangesNothing() {
    try (Server server = open()) {
      String name = talk(server);
      String session = "/v1/sessions/" + name;
      JsonNode parts = get(server, session + "/parts").get("data");
      ObjectNode asked = Json.object().put("model", "tiny").put("max_tokens", 4).put("seed", 1);
      ArrayNode messages = asked.putArray("messages");
      messages.addObject().put("role", "user").put("content", "Hello there");
      messages.addObject().put("role", "assistant").put("content", parts.at("/1/text").asString());
      messages.addObject().put("role", "user").put("content", "And now?");
      String count = "/v1/messages/count_tokens";

      JsonNode whole = post(server, count, asked.toString());
      assertThat(whole.at("/lethe/session").asString("")).isEqualTo(name);
      assertThat(whole.at("/lethe/whole_input_tokens")).isEqualTo(whole.get("input_tokens"));

      post(server, session + "/forget", "{\"parts\":[0]}");
      String before = fetch(server, "GET", session + "/trace", "").body();
      JsonNode visible = post(server, count, asked.toString());
      int gone = parts.at("/0/tokens").asInt();
      assertThat(gone).isPositive();
      assertThat(visible.get("input_tokens").asInt())
          .isEqualTo(whole.get("input_tokens").asInt() - gone);
      assertThat(visible.at("/lethe/whole_input_tokens")).isEqualTo(whole.get("input_tokens"));
      assertThat(fetch(server, "GET", session + "/trace", "").body()).startsWith(before);
      assertThat(get(server, session).get("turn").asInt()).isEqualTo(1);
      assertThat(get(server, "/v1/sessions").get("data").size()).isEqualTo(1);

      JsonNode answered = post(server, "/v1/messages", asked.toString());
      assertThat(answered.at("/lethe/session").asString()).isEqualTo(name);
      assertThat(
              answered.at("/usage/input_tokens").asInt()
                  + answered.at("/usage/cache_read_input_tokens").asInt())
          // Nonsense, read again, takes a few tokens more than the model wrote.
          .isCloseTo(visible.get("input_tokens").asInt(), within(gone - 1));

      JsonNode unknown = post(server, count, asked.toString().replace("Hello there", "Good day"));
      assertThat(unknown.has("lethe")).isFalse();
    }
  }

  @Test
  void theMapHasALetterForEverySlot() {
    try (Server server = open()) {
      String name = talk(server);
      String session = "/v1/sessions/" + name;
      int columns = get(server, session).get("columns").asInt();
      int pinned = get(server, session).at("/parts/0/columns").asInt();
      post(server, session + "/pin", "{\"parts\":[0]}");

      JsonNode map = get(server, session + "/map");

      StringBuilder letters = new StringBuilder();
      map.get("blocks").forEach(block -> letters.append(block.get("columns").asString()));
      assertThat(letters.length() % map.get("slots").asInt()).isZero();
      assertThat(letters.chars().filter(c -> c == 'P').count()).isEqualTo(pinned);
      assertThat(letters.chars().filter(c -> c == 'P' || c == 'L').count()).isEqualTo(columns);
      assertThat(fetch(server, "POST", session + "/forget", "{\"parts\":[0]}").statusCode())
          .isEqualTo(409);
      post(server, session + "/unpin", "{\"parts\":[0]}");
      assertThat(get(server, session).at("/parts/0/state").asString()).isEqualTo("live");
    }
  }

  @Test
  void aForkGoesOnByItselfAndADeletedSessionIsNoMore() {
    try (Server server = open()) {
      String name = talk(server);
      JsonNode fork = post(server, "/v1/sessions/" + name + "/fork", "{\"name\":\"copy\"}");
      assertThat(fork.get("id").asString()).isEqualTo("copy");
      JsonNode early = post(server, "/v1/sessions/" + name + "/fork", "{\"turn\":0}");
      assertThat(get(server, "/v1/sessions").get("data").size()).isEqualTo(3);
      assertThat(get(server, "/v1/sessions/" + early.get("id").asString()).get("turn").asInt())
          .isEqualTo(1);

      assertThat(fetch(server, "DELETE", "/v1/sessions/" + name, "").statusCode()).isEqualTo(200);
      assertThat(fetch(server, "GET", "/v1/sessions/" + name, "").statusCode()).isEqualTo(404);
      assertThat(get(server, "/v1/sessions/copy").at("/parts/0/text").asString())
          .isEqualTo("Hello there");
      assertThat(
              fetch(server, "POST", "/v1/sessions/copy/fork", "{\"name\":\"../x\"}").statusCode())
          .isEqualTo(400);
      assertThat(
              fetch(server, "POST", "/v1/sessions/copy/fork", "{\"name\":\"copy\"}").statusCode())
          .isEqualTo(409);
    }
  }

  @Test
  void aSessionIsThereAfterARestart() {
    String name;
    JsonNode before;
    try (Server server = open()) {
      name = talk(server);
      before = get(server, "/v1/sessions/" + name);
    }
    try (Server server = open()) {
      JsonNode after = get(server, "/v1/sessions/" + name);
      assertThat(after.get("state")).isEqualTo(before.get("state"));
      assertThat(after.get("parts")).isEqualTo(before.get("parts"));
      String trace = fetch(server, "GET", "/v1/sessions/" + name + "/trace", "").body();
      assertThat(trace.lines())
          .allMatch(line -> line.startsWith("{\"n\":"))
          .hasSizeGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void whatIsSomebodyElsesDoesNotExist() {
    Keyring keys = Keyring.of(Map.of(new Owner("ada"), "sk-ada", new Owner("bob"), "sk-bob"));
    Gate gate = new Gate(keys, new Origins(Set.of(), Set.of(), Reach.NETWORK));
    try (Server server = Server.open(ServerOptions.local("tiny", home).withGate(gate), MODEL)) {
      String name =
          json(send(
                  request(server, "/v1/chat/completions", "sk-ada")
                      .POST(BodyPublishers.ofString(HELLO))))
              .at("/lethe/session")
              .asString();

      assertThat(json(send(request(server, "/v1/sessions", "sk-bob"))).get("data").size()).isZero();
      for (String what : List.of("", "/parts", "/trace", "/map", "/events")) {
        assertThat(send(request(server, "/v1/sessions/" + name + what, "sk-bob")).statusCode())
            .as(what)
            .isEqualTo(404);
      }
      for (String what : List.of("/forget", "/redact", "/repair", "/pin", "/fork", "/replay")) {
        HttpRequest.Builder asked = request(server, "/v1/sessions/" + name + what, "sk-bob");
        assertThat(send(asked.POST(BodyPublishers.ofString("{\"parts\":[0]}"))).statusCode())
            .as(what)
            .isEqualTo(404);
      }
      assertThat(send(request(server, "/v1/sessions/" + name, "sk-bob").DELETE()).statusCode())
          .isEqualTo(404);
      assertThat(send(request(server, "/v1/sessions/" + name, "sk-ada")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void whoeverWatchesASessionHearsOfChanges() throws IOException, InterruptedException {
    try (Server server = open()) {
      String name = talk(server);
      HttpResponse<InputStream> events =
          client.send(
              HttpRequest.newBuilder(at(server, "/v1/sessions/" + name + "/events")).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).isEqualTo(": watching");
        post(server, "/v1/sessions/" + name + "/forget", "{\"parts\":[0]}");
        String line = lines.readLine();
        while (line != null && !line.startsWith("event:")) {
          line = lines.readLine();
        }
        assertThat(line).isEqualTo("event: changed");
      }
    }
  }

  @Test
  void modelsComeInTheShapeOfTheVendor() {
    try (Server server = open()) {
      JsonNode openai = get(server, "/v1/models");
      assertThat(openai.at("/data/0/object").asString()).isEqualTo("model");
      assertThat(openai.at("/data/0/id").asString()).isEqualTo("tiny");
      JsonNode anthropic =
          json(
              send(
                  HttpRequest.newBuilder(at(server, "/v1/models/tiny"))
                      .header("anthropic-version", "2023-06-01")));
      assertThat(anthropic.get("type").asString()).isEqualTo("model");
      assertThat(anthropic.get("max_input_tokens").asInt()).isPositive();
      HttpResponse<String> unknown = fetch(server, "GET", "/v1/models/other", "");
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(json(unknown).at("/error/param").asString()).isEqualTo("model");
    }
  }

  @Test
  void textsBecomeTokensAndTextsAgain() {
    try (Server server = open()) {
      JsonNode tokens = post(server, "/tokenize", "{\"content\":\"Hello, you!\"}");
      assertThat(tokens.get("count").asInt()).isEqualTo(tokens.get("tokens").size());
      JsonNode text = post(server, "/detokenize", "{\"tokens\":" + tokens.get("tokens") + "}");
      assertThat(text.get("content").asString()).isEqualTo("Hello, you!");
      assertThat(fetch(server, "POST", "/detokenize", "{\"tokens\":[-1]}").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void embeddingsAreTheSameInBothEncodings() {
    try (Server server = open()) {
      JsonNode floats = post(server, "/v1/embeddings", "{\"input\":[\"a river\",\"a bank\"]}");
      JsonNode base64 =
          post(server, "/v1/embeddings", "{\"input\":\"a bank\",\"encoding_format\":\"base64\"}");
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(base64.at("/data/0/embedding").asString()))
              .order(ByteOrder.LITTLE_ENDIAN);
      List<Float> decoded = new ArrayList<>();
      while (bytes.hasRemaining()) {
        decoded.add(bytes.getFloat());
      }
      List<Float> sent = new ArrayList<>();
      floats.at("/data/1/embedding").forEach(value -> sent.add(value.floatValue()));
      assertThat(decoded).hasSize(384).isEqualTo(sent);
      assertThat(floats.at("/usage/prompt_tokens").asInt()).isPositive();
      for (String wrong :
          List.of(
              "{\"input\":[1,2]}",
              "{\"input\":[[1]]}",
              "{\"input\":[]}",
              "{\"input\":\" \"}",
              "{\"input\":\"a\",\"dimensions\":100}",
              "{}")) {
        assertThat(fetch(server, "POST", "/v1/embeddings", wrong).statusCode())
            .as(wrong)
            .isEqualTo(400);
      }
    }
  }

  @Test
  void metricsCountWhatWasAnswered() {
    try (Server server = open()) {
      talk(server);
      String metrics = fetch(server, "GET", "/metrics", "").body();
      assertThat(metrics)
          .contains("gen_ai_server_request_duration_seconds_count{")
          .contains("gen_ai_server_time_to_first_token_seconds_bucket{")
          .contains("gen_ai_token_type=\"cache_read\"")
          .contains("lethe_answers_total{cache=\"computed\"} 1.0")
          .containsPattern("lethe_kv_blocks_used [1-9]")
          .contains("http_route=\"/v1/chat/completions\"")
          .contains("lethe_requests_running 0.0")
          .contains("lethe_disk_bytes");
    }
  }

  @Test
  void theConsoleNeedsNoKeyAndHealthSaysSo() {
    try (Server server = open()) {
      assertThat(fetch(server, "GET", "/", "").body()).startsWith("<!doctype html>");
      assertThat(get(server, "/health").get("status").asString()).isEqualTo("ok");
    }
    try (Server loading = Server.listen(ServerOptions.local("tiny", home))) {
      HttpResponse<String> health = fetch(loading, "GET", "/health", "");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(json(health).get("status").asString()).isEqualTo("loading");
    }
  }

  private Server open() {
    return Server.open(ServerOptions.local("tiny", home), MODEL);
  }

  /** Holds a turn and returns its session's name. */
  private String talk(Server server) {
    return post(server, "/v1/chat/completions", HELLO).at("/lethe/session").asString();
  }

  private JsonNode get(Server server, String path) {
    HttpResponse<String> answer = fetch(server, "GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private JsonNode post(Server server, String path, String body) {
    HttpResponse<String> answer = fetch(server, "POST", path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private HttpResponse<String> fetch(Server server, String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(at(server, path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder request(Server server, String path, String key) {
    return HttpRequest.newBuilder(at(server, path)).header("Authorization", "Bearer " + key);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(
          request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URI at(Server server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
