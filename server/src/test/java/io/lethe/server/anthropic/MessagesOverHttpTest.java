package io.lethe.server.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.Block;
import io.lethe.history.Cache;
import io.lethe.history.Choice.Finish;
import io.lethe.history.HistoryException;
import io.lethe.history.Start;
import io.lethe.server.http.Gate;
import io.lethe.server.http.HttpServer;
import io.lethe.server.http.Limits;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.ScriptedAnswering;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessagesOverHttpTest {
  private static final String HI = Asked.body("[{'role':'user','content':'hi'}]", ",'stream':true");

  /** Sends a body as Claude Code does. */
  private static HttpResponse<String> send(Answering answering, String path, String body)
      throws IOException, InterruptedException {
    try (HttpServer server =
            HttpServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Gate.LOCAL,
                Limits.USUAL,
                (_, _, _, _) -> {},
                List.of());
        HttpClient client = HttpClient.newHttpClient()) {
      server.serve(AnthropicRoutes.of(answering, request -> 7, "small"));
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
              .timeout(Duration.ofSeconds(20))
              .header("content-type", "application/json")
              .header("x-api-key", "any")
              .header("anthropic-version", "2023-06-01")
              .header("anthropic-beta", "claude-code-20250219,nobody-knows-2030-01-01")
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static void assertError(JsonNode error, HttpResponse<String> response, String said) {
    assertThat(error.path("type").asString()).isEqualTo("error");
    assertThat(error.at("/error/type").asString()).isEqualTo("invalid_request_error");
    assertThat(error.at("/error/message").asString()).contains(said);
    assertThat(error.path("request_id").asString())
        .isEqualTo(response.headers().firstValue("request-id").orElseThrow());
  }

  @Test
  void aStreamIsNamedEventsAndNoMore() throws IOException, InterruptedException {
    HttpResponse<String> response =
        send(
            new ScriptedAnswering(Finish.STOP, new Block.Text("Hi")),
            "/v1/messages?beta=true",
            Asked.json(HI));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(response.headers().firstValue("request-id")).isPresent();
    assertThat(response.body().lines().filter(line -> line.startsWith("event: ")))
        .containsExactly(
            "event: message_start",
            "event: ping",
            "event: content_block_start",
            "event: content_block_delta",
            "event: content_block_stop",
            "event: message_delta",
            "event: message_stop");
    assertThat(response.body()).doesNotContain("[DONE]");
  }

  @Test
  void countsComeOverHttpToo() throws IOException, InterruptedException {
    HttpResponse<String> response =
        send(
            new ScriptedAnswering(Finish.STOP),
            "/v1/messages/count_tokens?beta=true",
            Asked.json("{'model':'m','messages':[{'role':'user','content':'hi'}]}"));
    assertThat(response.body()).isEqualTo("{\"input_tokens\":7}");
  }

  @Test
  void anErrorBeforeTheStreamIsAnAnswer() throws IOException, InterruptedException {
    HttpResponse<String> response =
        send(
            new ScriptedAnswering(Finish.STOP),
            "/v1/messages",
            Asked.json("{'model':'m','stream':true,'messages':[]}"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertError(Json.read(response.body()).orElseThrow(), response, "max_tokens");
  }

  @Test
  void anErrorInTheMiddleIsAnEvent() throws IOException, InterruptedException {
    Answering answering =
        (_, listener, _) -> {
          listener.started(new Start("s", 0, Cache.COMPUTED, 20, 0, Optional.empty()));
          listener.begins(0, new Block.Text(""));
          // More than is held back: the second piece waits until something of the first is sent.
          listener.more(0, "a".repeat(400_000));
          listener.more(0, "b");
          throw new HistoryException.TooLong(20, 10);
        };
    HttpResponse<String> response = send(answering, "/v1/messages", Asked.json(HI));
    assertThat(response.statusCode()).isEqualTo(200);
    List<String> lines = response.body().lines().toList();
    assertThat(lines).contains("event: error").doesNotContain("event: message_stop");
    String data = lines.get(lines.indexOf("event: error") + 1);
    assertError(
        Json.read(data.substring("data: ".length())).orElseThrow(), response, "prompt is too long");
  }
}
