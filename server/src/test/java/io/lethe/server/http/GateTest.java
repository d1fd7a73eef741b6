package io.lethe.server.http;

import static io.lethe.server.http.Site.get;
import static io.lethe.server.http.Site.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.Owner;
import io.lethe.server.http.Origins.Reach;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class GateTest {
  private static final Origins NETWORK = new Origins(Set.of(), Set.of(), Reach.NETWORK);
  private static final Keyring KEYS =
      Keyring.of(Map.of(new Owner("ada"), "sk-ada", new Owner("bob"), "sk-bob"));
  private static final Route WHO =
      get(
          "/who",
          e -> e.answer(200, JsonNodeFactory.instance.objectNode().put("owner", e.owner().id())));
  private static final Route OPEN =
      get("/health", e -> e.answer(200, "text/plain", new byte[0])).open();

  @Test
  void aKeySaysWhoAsks() {
    try (Site site = Site.of(new Gate(KEYS, NETWORK), Site.QUICK, WHO, OPEN)) {
      assertThat(owner(site, "Authorization", "Bearer sk-ada")).isEqualTo("ada");
      assertThat(owner(site, "Authorization", "bearer sk-bob")).isEqualTo("bob");
      assertThat(owner(site, "x-api-key", "sk-bob")).isEqualTo("bob");
    }
  }

  private static String owner(Site site, String header, String value) {
    return json(site.send(site.to("/who").header(header, value))).get("owner").asString();
  }

  @Test
  void withoutAKeyOnlyWhatIsOpenIsAnswered() {
    try (Site site = Site.of(new Gate(KEYS, NETWORK), Site.QUICK, WHO, OPEN)) {
      HttpResponse<String> none = site.get("/who");
      HttpResponse<String> wrong =
          site.send(site.to("/who").header("x-api-key", "sk-eve").header("anthropic-version", "1"));

      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(json(none).at("/error/type").asString()).isEqualTo("authentication_error");
      assertThat(none.body()).contains("Bearer KEY").doesNotContain("sk-ada");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(json(wrong).get("type").asString()).isEqualTo("error");
      assertThat(wrong.body()).doesNotContain("sk-");
      assertThat(site.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onThisMachineAnyKeyWillDo() {
    try (Site site = Site.of(WHO)) {
      assertThat(owner(site, "Authorization", "Bearer whatever")).isEqualTo("local");
    }
  }

  @Test
  void aNameThatLeadsHereFromElsewhereIsRefused() throws IOException {
    String request = "GET /who HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
    try (Site site = Site.of(WHO)) {
      assertThat(site.raw(request.formatted("evil.example"))).startsWith("HTTP/1.1 403");
      assertThat(site.raw(request.formatted("localhost.evil.example:80")))
          .startsWith("HTTP/1.1 403");
      assertThat(site.raw(request.formatted("localhost:1234"))).startsWith("HTTP/1.1 200");
      assertThat(site.raw(request.formatted("[::1]:1234"))).startsWith("HTTP/1.1 200");
    }
    Origins named = new Origins(Set.of(), Set.of("lethe.lan"), Reach.LOOPBACK);
    try (Site site = Site.of(new Gate(Keyring.none(), named), Site.QUICK, WHO)) {
      assertThat(site.raw(request.formatted("lethe.lan"))).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void pagesOfOthersMayNotAskUnlessTheyAreNamed() {
    try (Site site = Site.of(WHO)) {
      String own = "http://127.0.0.1:" + site.server().port();
      assertThat(site.send(site.to("/who").header("Origin", own)).statusCode()).isEqualTo(200);
      HttpResponse<String> other =
          site.send(site.to("/who").header("Origin", "https://evil.example"));
      assertThat(other.statusCode()).isEqualTo(403);
      assertThat(other.headers().firstValue("access-control-allow-origin")).isEmpty();
    }
    Origins app = new Origins(Set.of("https://app.example"), Set.of(), Reach.LOOPBACK);
    try (Site site = Site.of(new Gate(Keyring.none(), app), Site.QUICK, WHO)) {
      HttpRequest.Builder preflight =
          site.to("/who")
              .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
              .header("Origin", "https://app.example")
              .header("Access-Control-Request-Headers", "x-stainless-os");
      HttpResponse<String> answer = site.send(preflight);
      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(answer.headers().firstValue("access-control-allow-origin"))
          .hasValue("https://app.example");
      assertThat(answer.headers().firstValue("access-control-allow-headers"))
          .hasValue("x-stainless-os");
    }
  }
}
