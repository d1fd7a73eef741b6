package io.lethe.server.http;

import static io.lethe.server.http.Site.get;
import static io.lethe.server.http.Site.json;
import static io.lethe.server.http.Site.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.history.HistoryException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class HttpServerTest {
  private static final Handler ECHO = exchange -> exchange.answer(200, exchange.json());

  @Test
  void aRequestReachesItsRouteWithPathQueryAndHeaders() {
    Handler handler =
        exchange ->
            exchange.answer(
                200,
                JsonNodeFactory.instance
                    .objectNode()
                    .put("id", exchange.path("id"))
                    .put("limit", exchange.query("limit").orElse("none"))
                    .put("beta", String.join("+", exchange.headers("anthropic-beta")))
                    .put("owner", exchange.owner().id()));
    try (Site site = Site.of(get("/v1/sessions/{id}/parts", handler))) {
      JsonNode seen =
          json(
              site.send(
                  site.to("/v1/sessions/a%20b/parts?limit=3&beta=true")
                      .header("anthropic-beta", "one")
                      .header("anthropic-beta", "two")));

      assertThat(seen.get("id").asString()).isEqualTo("a b");
      assertThat(seen.get("limit").asString()).isEqualTo("3");
      assertThat(seen.get("beta").asString()).isEqualTo("one+two");
      assertThat(seen.get("owner").asString()).isEqualTo("local");
    }
  }

  @Test
  void aPathWithFewerVariablesGoesFirst() {
    try (Site site =
        Site.of(
            get("/v1/models/{id}", e -> e.answer(200, "text/plain", new byte[] {'v'})),
            get("/v1/models/all", e -> e.answer(200, "text/plain", new byte[] {'f'})))) {
      assertThat(site.get("/v1/models/all").body()).isEqualTo("f");
      assertThat(site.get("/v1/models/other").body()).isEqualTo("v");
    }
  }

  @Test
  void unknownPathsAreNotFoundInTheShapeOfTheirVendor() {
    try (Site site = Site.of(post("/v1/chat/completions", ECHO))) {
      HttpResponse<String> openai = site.get("/v1/nothing");
      HttpResponse<String> anthropic = site.get("/v1/messages/nothing");

      assertThat(openai.statusCode()).isEqualTo(404);
      assertThat(json(openai).get("error").propertyNames())
          .containsExactly("message", "type", "param", "code");
      assertThat(json(openai).at("/error/param").isNull()).isTrue();
      assertThat(anthropic.statusCode()).isEqualTo(404);
      assertThat(json(anthropic).at("/error/type").asString()).isEqualTo("not_found_error");
      assertThat(json(anthropic).get("request_id").asString())
          .isEqualTo(anthropic.headers().firstValue("request-id").orElseThrow());
    }
  }

  @Test
  void anotherMethodIsToldWhichOnesThereAre() {
    try (Site site = Site.of(post("/v1/messages", ECHO))) {
      HttpResponse<String> answer = site.get("/v1/messages");

      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("allow")).hasValue("POST");
      assertThat(json(answer).at("/error/type").asString()).isEqualTo("invalid_request_error");
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeAndWhileItIsRead() throws IOException {
    Limits small = Site.QUICK.withBodyBytes(1000);
    try (Site site = Site.of(Gate.LOCAL, small, post("/echo", ECHO))) {
      assertThat(site.post("/echo", "[" + "1,".repeat(480) + "1]").statusCode()).isEqualTo(200);
      assertThat(site.post("/echo", "[" + "1,".repeat(500) + "1]").statusCode()).isEqualTo(413);

      String chunk = "3e8\r\n" + " ".repeat(1000) + "\r\n";
      assertThat(
              site.raw(
                  "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + "Transfer-Encoding: chunked\r\n\r\n"
                      + chunk
                      + chunk
                      + "0\r\n\r\n"))
          .startsWith("HTTP/1.1 413")
          .contains("wanted at most 1000");
    }
  }

  @Test
  void whatIsNoJsonIsRefusedWithThePlace() {
    try (Site site = Site.of(post("/echo", ECHO))) {
      assertThat(refusal(site, "")).contains("found no body");
      assertThat(refusal(site, "{\"a\": }")).contains("line 1, column");
      assertThat(refusal(site, "{} {}")).contains("found no JSON");
      assertThat(refusal(site, "[".repeat(300) + "]".repeat(300))).contains("deeper than 200");
      assertThat(refusal(site, "1".repeat(200))).contains("more than 100 digits");
      HttpRequest.Builder latin1 =
          site.to("/echo")
              .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xe9, '"'}));
      assertThat(json(site.send(latin1)).at("/error/message").asString()).contains("no UTF-8");
    }
  }

  private static String refusal(Site site, String body) {
    HttpResponse<String> answer = site.post("/echo", body);
    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    return json(answer).at("/error/message").asString();
  }

  @Test
  void whatAHandlerThrowsFollowsTheTable() {
    try (Site site =
        Site.of(
            get(
                "/field",
                _ -> {
                  throw RequestException.of("messages[0].role", "found 7, wanted a text");
                }),
            get(
                "/long",
                _ -> {
                  throw new HistoryException.TooLong(5000, 2048);
                }),
            get(
                "/session",
                _ -> {
                  throw new HistoryException.NoSession("x");
                }))) {
      JsonNode field = json(site.get("/field"));
      assertThat(field.at("/error/param").asString()).isEqualTo("messages[0].role");
      assertThat(field.at("/error/code").isNull()).isTrue();

      HttpResponse<String> tooLong = site.get("/long");
      assertThat(tooLong.statusCode()).isEqualTo(400);
      JsonNode error = json(tooLong).get("error");
      assertThat(error.get("code").asString()).isEqualTo("context_length_exceeded");
      assertThat(error.get("n_prompt_tokens").asInt()).isEqualTo(5000);
      assertThat(error.get("n_ctx").asInt()).isEqualTo(2048);

      assertThat(site.get("/session").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aFaultTellsNothingButTheNameOfTheRequest() {
    try (Site site =
        Site.of(
            get(
                "/fault",
                _ -> {
                  throw new IllegalStateException("secret of /home/ada");
                }))) {
      HttpResponse<String> answer = site.get("/fault");

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("secret", "Exception", "at io.lethe");
      assertThat(answer.body()).contains(answer.headers().firstValue("x-request-id").orElseThrow());
    }
  }

  @Test
  void everythingWaitsForTheModelButWhatIsOpen() {
    Route health = get("/health", e -> e.answer(503, "text/plain", new byte[0])).open();
    try (Site site = Site.loading(Gate.LOCAL, Site.QUICK, health)) {
      HttpResponse<String> early = site.get("/v1/models");
      assertThat(early.statusCode()).isEqualTo(503);
      assertThat(early.headers().firstValue("retry-after")).hasValue("1");
      assertThat(site.get("/health").body()).isEmpty();

      site.server()
          .serve(List.of(get("/v1/models", e -> e.answer(200, "text/plain", new byte[0]))));

      assertThat(site.get("/v1/models").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void http2IsSpokenWithoutTls() throws IOException, InterruptedException {
    Route greeting = get("/hello", exchange -> exchange.answer(200, "text/plain", new byte[0]));
    try (Site site = Site.of(greeting, post("/echo", ECHO));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      // A client that was not told goes over to HTTP/2 with a request that has no body.
      client.send(site.to("/hello").build(), HttpResponse.BodyHandlers.discarding());
      HttpResponse<String> answer =
          client.send(
              site.to("/echo").POST(HttpRequest.BodyPublishers.ofString("[1]")).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).isEqualTo("[1]");
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (Site site = Site.of()) {
      assertThatThrownBy(() ->
              HttpServer.listen(
                  new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), site.server().port()),
                  Gate.LOCAL,
                  Site.QUICK,
                  (_, _, _, _) -> {},
                  List.of()))
          .isInstanceOf(ListenException.class)
          .hasMessageContaining(String.valueOf(site.server().port()))
          .hasMessageContaining("--port");
    }
  }

  @Test
  void whatIsNoHttpIsRefusedWithoutDetails() throws IOException {
    try (Site site = Site.of()) {
      assertThat(site.raw("GARBAGE\r\n\r\n"))
          .startsWith("HTTP/1.1 400")
          .doesNotContain("jetty", "Exception");
      assertThat(
              site.raw(
                  "GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
          .containsAnyOf("HTTP/1.1 400", "HTTP/1.1 404")
          .doesNotContain("jetty", "root:");
    }
  }

  @Test
  void whoeverSendsSlowlyIsCutOff() throws IOException, InterruptedException {
    Limits hasty = Site.QUICK.withReading(Duration.ofMillis(300));
    try (Site site = Site.of(Gate.LOCAL, hasty, post("/echo", ECHO));
        var socket = site.socket()) {
      socket
          .getOutputStream()
          .write(
              "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n["
                  .getBytes(StandardCharsets.UTF_8));
      Thread.sleep(100);
      socket.getOutputStream().write(' ');
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains(" 408 ");
    }
  }
}
