package io.lethe.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks HTTP to a server as a careless client would: no types, no retries. */
final class Client implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  Client(String url) {
    this.url = url;
  }

  /** A status and what came with it. */
  record Answer(int status, String text) {
    JsonNode json() {
      return JSON.readTree(text);
    }
  }

  static Map<String, Object> message(String role, String content) {
    return Map.of("role", role, "content", content);
  }

  /** A request for a greedy answer. */
  static Map<String, Object> chat(String model, List<Map<String, Object>> messages, int tokens) {
    return Map.of("model", model, "messages", messages, "max_tokens", tokens, "temperature", 0);
  }

  Answer get(String path) {
    return send(request(path).GET().build());
  }

  Answer delete(String path) {
    return send(request(path).DELETE().build());
  }

  Answer post(String path, Object body) {
    return post(path, JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
  }

  Answer post(String path, byte[] body) {
    return send(posting(path, body));
  }

  private HttpRequest posting(String path, byte[] body) {
    return request(path)
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofMinutes(3));
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new IllegalStateException(request.uri() + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What a stream of OpenAI's said, and the last of our own fields in it. */
  record Said(String text, Ending ending, JsonNode lethe) {}

  /** Whether it came to its end. */
  enum Ending {
    DONE,
    /** The client went away. */
    LEFT,
    /** The connection broke. */
    BROKEN
  }

  /**
   * Streams an answer.
   *
   * @param most pieces of text after which the client goes away without a word
   */
  Said stream(Map<String, Object> chat, int most) {
    Map<String, Object> streaming = new java.util.HashMap<>(chat);
    streaming.put("stream", true);
    StringBuilder text = new StringBuilder();
    JsonNode lethe = JSON.missingNode();
    int pieces = 0;
    try {
      HttpResponse<InputStream> response =
          http.send(
              posting("/v1/chat/completions", JSON.writeValueAsBytes(streaming)),
              BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new IllegalStateException(
              response.statusCode()
                  + ": "
                  + new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        try (Stream<String> lines =
            new java.io.BufferedReader(new java.io.InputStreamReader(body, StandardCharsets.UTF_8))
                .lines()) {
          for (String line : (Iterable<String>) lines::iterator) {
            if (line.equals("data: [DONE]")) {
              return new Said(text.toString(), Ending.DONE, lethe);
            }
            if (!line.startsWith("data: ")) {
              continue;
            }
            JsonNode chunk = JSON.readTree(line.substring(6));
            if (chunk.has("error")) {
              throw new IllegalStateException(line);
            }
            lethe = chunk.has("lethe") ? chunk.get("lethe") : lethe;
            String piece = chunk.path("choices").path(0).path("delta").path("content").asString("");
            text.append(piece);
            if (!piece.isEmpty() && ++pieces == most) {
              return new Said(text.toString(), Ending.LEFT, lethe);
            }
          }
        }
      }
      return new Said(text.toString(), Ending.BROKEN, lethe);
    } catch (IOException | java.io.UncheckedIOException e) {
      return new Said(text.toString(), Ending.BROKEN, lethe);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
