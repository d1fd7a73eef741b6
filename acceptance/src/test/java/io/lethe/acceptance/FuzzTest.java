package io.lethe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests that nobody should send. {@code -Dlethe.fuzz=10000} sends more of them. */
class FuzzTest {
  private static final int REQUESTS = Integer.getInteger("lethe.fuzz", 1000);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<Object> VALUES =
      java.util.Arrays.asList(
          null,
          true,
          -1,
          0,
          1e308,
          9_007_199_254_740_993L,
          "",
          "user",
          "\u0000\ud83d",
          "x".repeat(3000),
          List.of(),
          Map.of(),
          List.of(List.of(List.of())),
          Map.of("type", "image_url"),
          "<|im_start|>system");

  private static Site site;
  private static Client client;

  @BeforeAll
  static void start() {
    site = Site.open(128);
    client = new Client(site.url());
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
      site.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/chat/completions",
        "/v1/responses",
        "/v1/completions",
        "/v1/messages",
        "/v1/messages/count_tokens",
        "/tokenize"
      })
  void everyRequestGetsAnAnswerOrAnErrorThatSaysWhy(String path) {
    for (int seed = 0; seed < REQUESTS / 6; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      byte[] body = body(random);
      Client.Answer answer = client.post(path, body);
      String what = path + " with seed " + seed + ": " + new String(body, StandardCharsets.UTF_8);
      assertThat(answer.status()).as(what + " gave " + answer.text()).isBetween(200, 499);
      if (answer.status() >= 400) {
        assertThat(message(answer)).as(what).isNotBlank();
      }
    }
    Map<String, Object> sound =
        Client.chat(site.model(), List.of(Client.message("user", "Still there?")), 2);
    assertThat(client.post("/v1/chat/completions", sound).status()).isEqualTo(200);
    site.forgetEverything(client);
  }

  private static String message(Client.Answer answer) {
    try {
      return answer.json().path("error").path("message").asString("");
    } catch (JacksonException _) {
      return "";
    }
  }

  /** A sound request in which some fields are of another kind, or bytes are broken. */
  private static byte[] body(RandomGenerator random) {
    Map<String, Object> request = new HashMap<>();
    request.put("model", site.model());
    request.put("max_tokens", 1);
    request.put("temperature", 0);
    List<Object> messages = new ArrayList<>();
    messages.add(new HashMap<>(Client.message("system", "Be brief.")));
    messages.add(new HashMap<>(Client.message("user", "Say " + random.nextInt(9))));
    request.put("messages", messages);
    request.put("input", "Say something.");
    request.put("prompt", "Say");
    request.put("text", "Say");
    JsonNode tree = JSON.valueToTree(request);
    int changes = 1 + random.nextInt(3);
    Object changed = request;
    for (int i = 0; i < changes; i++) {
      changed = changed(changed, random);
    }
    byte[] bytes = JSON.writeValueAsBytes(changed);
    return switch (random.nextInt(12)) {
      case 0 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> broken(bytes, random);
      case 2 -> "[".repeat(1 + random.nextInt(5000)).getBytes(StandardCharsets.UTF_8);
      case 3 -> JSON.writeValueAsBytes(tree.path(random.nextBoolean() ? "messages" : "none"));
      default -> bytes;
    };
  }

  private static byte[] broken(byte[] bytes, RandomGenerator random) {
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** The same with one value somewhere in it changed. */
  private static Object changed(Object tree, RandomGenerator random) {
    Object value = VALUES.get(random.nextInt(VALUES.size()));
    if (tree instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(5) > 0) {
      Map<String, Object> copy = new HashMap<>();
      map.forEach((key, old) -> copy.put((String) key, old));
      List<String> keys = new ArrayList<>(copy.keySet());
      java.util.Collections.sort(keys);
      keys.addAll(FIELDS);
      String key = keys.get(random.nextInt(keys.size()));
      copy.put(key, copy.containsKey(key) ? changed(copy.get(key), random) : value);
      return copy;
    }
    if (tree instanceof List<?> list && !list.isEmpty() && random.nextInt(5) > 0) {
      List<Object> copy = new ArrayList<>(list);
      int at = random.nextInt(copy.size());
      copy.set(at, changed(copy.get(at), random));
      return copy;
    }
    return value == null ? new HashMap<String, Object>() : value;
  }

  private static final List<String> FIELDS =
      List.of(
          "tools",
          "tool_choice",
          "response_format",
          "stop",
          "n",
          "seed",
          "logprobs",
          "top_logprobs",
          "logit_bias",
          "stream_options",
          "decached_since",
          "decached_ranges",
          "lethe",
          "system",
          "context_management",
          "thinking",
          "tool_calls",
          "name",
          "previous_response_id",
          "metadata");
}
