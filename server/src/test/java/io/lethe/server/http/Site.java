package io.lethe.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on any free port of this machine, and somebody who asks it. */
record Site(HttpServer server, HttpClient client) implements AutoCloseable {
  static final Limits QUICK =
      Limits.USUAL
          .withPing(Duration.ofMillis(50))
          .withIdle(Duration.ofSeconds(5))
          .withStop(Duration.ofSeconds(5));

  static Site of(Route... routes) {
    return of(Gate.LOCAL, QUICK, routes);
  }

  static Site of(Gate gate, Limits limits, Route... routes) {
    Site site = loading(gate, limits);
    site.server.serve(List.of(routes));
    return site;
  }

  static Site loading(Gate gate, Limits limits, Route... first) {
    return new Site(
        HttpServer.listen(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            gate,
            limits,
            (_, _, _, _) -> {},
            List.of(first)),
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  static Route get(String path, Handler handler) {
    return new Route("GET", path, Route.ErrorShape.OPENAI, handler);
  }

  static Route post(String path, Handler handler) {
    return new Route("POST", path, Route.ErrorShape.OPENAI, handler);
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path) {
    return send(to(path));
  }

  HttpResponse<String> post(String path, String body) {
    return send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends bytes as they are and returns what comes until the connection is closed. */
  String raw(String text) throws IOException {
    try (Socket socket = socket()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }
}
