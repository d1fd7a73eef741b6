package io.lethe.cli.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A small model hub on this machine: one server that answers as the hub does, with checksum, size
 * and redirect, and one that holds the bytes and misbehaves as told, once for each order.
 */
final class FakeHub implements AutoCloseable {
  /** How the next request for bytes goes wrong. */
  sealed interface Order {
    record Serve() implements Order {}

    record CutAfter(int bytes) implements Order {}

    record IgnoreRange() implements Order {}

    record SendTooMuch() implements Order {}

    record Status(int status) implements Order {}

    record FallSilentAfter(int bytes) implements Order {}
  }

  /** A request for bytes, as it arrived. */
  record Asked(Optional<String> range, Optional<String> ifRange, Optional<String> authorization) {}

  final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
  final Queue<Order> orders = new ArrayDeque<>();
  final CountDownLatch end = new CountDownLatch(1);
  volatile byte[] content;
  volatile String sha256;
  volatile String tag = "\"one\"";
  volatile long announced;
  volatile Duration stall = Duration.ofSeconds(60);
  volatile int headStatus = 302;
  volatile Optional<String> hubAuthorization = Optional.empty();

  private final HttpServer hub = server();
  private final HttpServer store = server();

  FakeHub(byte[] content) {
    publish(content);
    hub.createContext("/", this::list);
    store.createContext("/", this::bytes);
    hub.start();
    store.start();
  }

  /** Puts other bytes in place of those before. */
  void publish(byte[] content) {
    Sha256 sha = new Sha256();
    sha.update(content, content.length);
    this.content = content;
    this.sha256 = sha.finish();
    this.announced = content.length;
  }

  HubAccess access(int attempts) {
    return new HubAccess(
        URI.create("http://localhost:" + hub.getAddress().getPort()),
        Optional.of("secret"),
        attempts,
        Duration.ofMillis(1),
        stall);
  }

  private static HttpServer server() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    hubAuthorization = first(exchange, "Authorization");
    exchange.getResponseHeaders().add("X-Linked-Etag", '"' + sha256 + '"');
    exchange.getResponseHeaders().add("X-Linked-Size", Long.toString(announced));
    exchange
        .getResponseHeaders()
        .add("Location", "http://localhost:" + store.getAddress().getPort() + "/bytes");
    exchange.sendResponseHeaders(headStatus, -1);
    exchange.close();
  }

  private void bytes(HttpExchange exchange) throws IOException {
    Optional<String> range = first(exchange, "Range");
    Optional<String> ifRange = first(exchange, "If-Range");
    asked.add(new Asked(range, ifRange, first(exchange, "Authorization")));
    Order order;
    synchronized (orders) {
      order = Optional.ofNullable(orders.poll()).orElse(new Order.Serve());
    }
    exchange.getResponseHeaders().add("ETag", tag);
    try (exchange) {
      switch (order) {
        case Order.Serve _ ->
            send(
                exchange,
                ifRange.map(tag::equals).orElse(true) ? range : Optional.empty(),
                content.length);
        case Order.CutAfter(int count) -> send(exchange, range, count);
        case Order.IgnoreRange _ -> send(exchange, Optional.empty(), content.length);
        case Order.SendTooMuch _ -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(content);
          exchange.getResponseBody().write(content);
          exchange.getResponseBody().close();
        }
        case Order.Status(int status) -> exchange.sendResponseHeaders(status, -1);
        case Order.FallSilentAfter(int count) -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content, 0, count);
          exchange.getResponseBody().flush();
          end.await();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends what was asked for, but {@code most} bytes at most before the connection closes. */
  private void send(HttpExchange exchange, Optional<String> range, int most) throws IOException {
    int from = range.map(text -> Integer.parseInt(text.replaceAll("\\D", ""))).orElse(0);
    if (range.isPresent()) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(range.isPresent() ? 206 : 200, content.length - from);
    exchange.getResponseBody().write(content, from, Math.min(most, content.length - from));
    exchange.getResponseBody().flush();
  }

  private static Optional<String> first(HttpExchange exchange, String header) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(header));
  }

  @Override
  public void close() {
    end.countDown();
    hub.stop(0);
    store.stop(0);
  }
}
