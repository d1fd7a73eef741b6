package io.lethe.server.http;

import static io.lethe.server.http.Site.get;
import static io.lethe.server.http.Site.json;
import static io.lethe.server.http.Site.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.HistoryException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final long PATIENCE_SECONDS = 20;

  @Test
  void anEventArrivesBeforeTheNextOneIsWritten() throws IOException, InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    Handler handler =
        exchange -> {
          try (EventStream stream = exchange.stream()) {
            stream.event("first", "a\nb");
            await(arrived);
            stream.data("second");
          }
        };
    try (Site site = Site.of(get("/stream", handler));
        BufferedReader lines = lines(site, "/stream")) {
      assertThat(event(lines)).containsExactly("event: first", "data: a", "data: b");
      arrived.countDown();
      assertThat(event(lines)).containsExactly("data: second");
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void silenceIsFilledWithComments() throws IOException, InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    Handler handler =
        exchange -> {
          try (EventStream _ = exchange.stream()) {
            await(arrived);
          }
        };
    try (Site site = Site.of(get("/stream", handler));
        BufferedReader lines = lines(site, "/stream")) {
      assertThat(event(lines)).containsExactly(": ping");
      assertThat(event(lines)).containsExactly(": ping");
      arrived.countDown();
    }
  }

  @Test
  void aClientThatGoesAwayCancelsItsRequest() throws IOException, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Site site = Site.of(get("/stream", untilCancelled(begun, cancelled)))) {
      try (Socket socket = site.socket()) {
        socket.getOutputStream().write(request("/stream"));
        await(begun);
      }
      assertThat(cancelled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aClientThatGoesAwayWithoutAStreamCancelsItsRequest()
      throws IOException, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    Handler handler =
        exchange -> {
          begun.countDown();
          while (!exchange.cancellation().isCancelled()) {
            pause();
          }
          cancelled.countDown();
        };
    try (Site site = Site.of(post("/whole", handler))) {
      try (Socket socket = site.socket()) {
        socket
            .getOutputStream()
            .write(
                "POST /whole HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.UTF_8));
        await(begun);
      }
      assertThat(cancelled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aConnectionIsGoodForManyAnswers() {
    Handler handler = exchange -> exchange.answer(200, exchange.json());
    try (Site site = Site.of(post("/whole", handler))) {
      for (int i = 0; i < 50; i++) {
        assertThat(site.post("/whole", "[" + i + "]").body()).isEqualTo("[" + i + "]");
      }
    }
  }

  @Test
  void aClientThatGoesAwayOverHttp2CancelsItsRequest() throws IOException, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Site site = Site.of(get("/stream", untilCancelled(begun, cancelled)));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      HttpResponse<InputStream> answer =
          client.send(site.to("/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      await(begun);
      answer.body().close();
      assertThat(cancelled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Handler untilCancelled(CountDownLatch begun, CountDownLatch cancelled) {
    return exchange -> {
      try (EventStream stream = exchange.stream()) {
        stream.data("begun");
        begun.countDown();
        while (!exchange.cancellation().isCancelled()) {
          pause();
        }
      }
      cancelled.countDown();
    };
  }

  @Test
  void whoeverDoesNotReadIsCutOff() throws IOException, InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    Handler handler =
        exchange -> {
          try (EventStream stream = exchange.stream()) {
            while (!exchange.cancellation().isCancelled()) {
              stream.data("x".repeat(10_000));
            }
          }
          cancelled.countDown();
        };
    Limits hasty = Site.QUICK.withIdle(Duration.ofMillis(300));
    try (Site site = Site.of(Gate.LOCAL, hasty, get("/stream", handler));
        Socket socket = site.socket()) {
      socket.getOutputStream().write(request("/stream"));
      assertThat(cancelled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aStoppedServerFinishesItsStreamsAndTakesNoMore() throws IOException, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Handler handler =
        exchange -> {
          try (EventStream stream = exchange.stream()) {
            stream.data("begun");
            begun.countDown();
            await(goOn);
            stream.data(exchange.cancellation().isCancelled() ? "cut" : "whole");
          }
        };
    Site site = Site.of(post("/stream", handler));
    try (Socket socket = site.socket()) {
      socket
          .getOutputStream()
          .write(
              "POST /stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      await(begun);
      Thread closing = Thread.ofVirtual().start(site::close);
      pause();
      goOn.countDown();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("data: begun", "data: whole");
      closing.join(Duration.ofSeconds(PATIENCE_SECONDS));
      assertThat(closing.isAlive()).isFalse();
    }
  }

  @Test
  void whatIsNotDoneInTimeWhenTheServerStopsIsCancelled() throws IOException, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    Route route = post("/stream", untilCancelled(begun, cancelled));
    Site site = Site.of(Gate.LOCAL, Site.QUICK.withStop(Duration.ofMillis(100)), route);
    try (Socket socket = site.socket()) {
      socket
          .getOutputStream()
          .write(
              "POST /stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      await(begun);
      site.close();
      assertThat(cancelled.getCount()).isZero();
    }
  }

  @Test
  void whoeverOnlyWatchesDoesNotHoldUpTheEnd() throws IOException, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    Limits patient = Site.QUICK.withStop(Duration.ofMinutes(5));
    Site site = Site.of(Gate.LOCAL, patient, get("/events", untilCancelled(begun, cancelled)));
    try (Socket socket = site.socket()) {
      socket.getOutputStream().write(request("/events"));
      await(begun);
      site.close();
      assertThat(cancelled.getCount()).isZero();
    }
  }

  @Test
  void anErrorBeforeTheFirstEventIsAnOrdinaryOne() {
    Handler handler =
        exchange -> {
          EventStream stream = exchange.stream();
          assertThat(stream).isNotNull();
          throw new HistoryException.TooLong(10, 5);
        };
    Limits quiet = Site.QUICK.withPing(Duration.ofMinutes(1));
    try (Site site = Site.of(Gate.LOCAL, quiet, get("/stream", handler))) {
      HttpResponse<String> answer = site.get("/stream");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(json(answer).at("/error/n_ctx").asInt()).isEqualTo(5);
    }
  }

  @Test
  void anErrorAfterItIsAnEventInTheShapeOfTheVendor() throws IOException, InterruptedException {
    Handler handler =
        exchange -> {
          exchange.stream().data("begun");
          pause();
          throw new IllegalStateException("secret");
        };
    Route anthropic = new Route("POST", "/v1/messages", Route.ErrorShape.ANTHROPIC, handler);
    try (Site site = Site.of(post("/stream", handler), anthropic)) {
      assertThat(site.post("/stream", "{}").body())
          .startsWith("data: begun\n\n")
          .contains("data: {\"error\":{\"message\":\"a fault in Lethe")
          .doesNotContain("secret");
      assertThat(site.post("/v1/messages", "{}").body())
          .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"");
    }
  }

  @Test
  void aRequestThatTakesTooLongIsCancelledAndToldSo() {
    Handler handler =
        exchange -> {
          while (!exchange.cancellation().isCancelled()) {
            pause();
          }
          throw new CancellationException();
        };
    try (Site site = Site.of(post("/slow", handler))) {
      HttpRequest.Builder hurried = site.to("/slow").header("x-lethe-deadline", "0.2");
      HttpResponse<String> answer =
          site.send(hurried.POST(HttpRequest.BodyPublishers.ofString("{}")));

      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(json(answer).at("/error/code").asString()).isEqualTo("deadline_exceeded");
      HttpRequest.Builder wrong = site.to("/slow").header("x-lethe-deadline", "soon");
      assertThat(site.send(wrong.POST(HttpRequest.BodyPublishers.noBody())).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void whoeverComesToAFullHouseIsToldWhenToComeAgain() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Handler handler =
        exchange -> {
          begun.countDown();
          await(goOn);
          exchange.answer(200, "text/plain", new byte[0]);
        };
    Route anthropic = new Route("POST", "/v1/messages", Route.ErrorShape.ANTHROPIC, handler);
    Limits one = Site.QUICK.withRequests(1, 0);
    try (Site site = Site.of(Gate.LOCAL, one, post("/work", handler), anthropic)) {
      Thread first = Thread.ofVirtual().start(() -> site.post("/work", "{}"));
      await(begun);
      HttpResponse<String> openai = site.post("/work", "{}");
      HttpResponse<String> other = site.post("/v1/messages", "{}");
      goOn.countDown();
      first.join();

      assertThat(openai.statusCode()).isEqualTo(429);
      assertThat(openai.headers().firstValue("retry-after")).isPresent();
      assertThat(other.statusCode()).isEqualTo(529);
      assertThat(json(other).at("/error/type").asString()).isEqualTo("overloaded_error");
      becomesIdle(site);
      assertThat(site.post("/work", "{}").statusCode()).isEqualTo(200);
      becomesIdle(site);
    }
  }

  private static BufferedReader lines(Site site, String path)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        site.client().send(site.to(path).build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("content-type"))
        .hasValue("text/event-stream; charset=utf-8");
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static List<String> event(BufferedReader lines) {
    return lines.lines().takeWhile(line -> !line.isEmpty()).toList();
  }

  private static byte[] request(String path) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
        .formatted(path)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request gives its place back once its answer has left, a moment after somebody has it. */
  private static void becomesIdle(Site site) {
    for (int i = 0; i < 50 * PATIENCE_SECONDS && site.server().running() > 0; i++) {
      pause();
    }
    assertThat(site.server().running()).isZero();
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
