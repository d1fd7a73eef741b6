package io.lethe.cli.models;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Speaks HTTP with the hub.
 *
 * <p>Redirects are followed here rather than by the JDK's client: the hub says the checksum in the
 * redirect itself, and the token must not travel to the host that it points to.
 */
final class HubClient implements AutoCloseable {
  /** What the hub says about a file: its SHA-256 and size. */
  record Listing(Optional<String> sha256, OptionalLong bytes) {}

  /** A status that asks for patience: too many requests, or a server in trouble. */
  static final class Busy extends IOException {
    private static final long serialVersionUID = 1L;
    private final Duration retryAfter;

    Busy(int status, Duration retryAfter) {
      super("HTTP status " + status);
      this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
      return retryAfter;
    }
  }

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int HOPS = 10;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final HubAccess access;
  private final HttpClient http;

  HubClient(HubAccess access) {
    this.access = access;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Asks for the checksum and size of a file. */
  Listing look(Source.Hub hub) throws IOException {
    HttpResponse<InputStream> reply = send("HEAD", hub, Map.of(), Stop.AT_LISTING);
    reply.body().close();
    Optional<String> tag = header(reply, "x-linked-etag").or(() -> header(reply, "etag"));
    Optional<String> size = header(reply, "x-linked-size");
    if (size.isEmpty() && reply.statusCode() == 200) {
      size = header(reply, "content-length");
    }
    return new Listing(
        tag.map(HubClient::unquoted).filter(SHA256.asMatchPredicate()),
        size.map(text -> OptionalLong.of(Long.parseLong(text))).orElse(OptionalLong.empty()));
  }

  /** Asks for the bytes of a file; the reply is 200, 206 or 416. */
  HttpResponse<InputStream> get(Source.Hub hub, Map<String, String> headers) throws IOException {
    return send("GET", hub, headers, Stop.AT_BYTES);
  }

  private enum Stop {
    AT_LISTING,
    AT_BYTES
  }

  private HttpResponse<InputStream> send(
      String method, Source.Hub hub, Map<String, String> headers, Stop stop) throws IOException {
    URI uri = access.uriOf(hub);
    for (int hop = 0; hop < HOPS; hop++) {
      HttpResponse<InputStream> reply = sendOnce(method, uri, headers);
      int status = reply.statusCode();
      boolean redirect = status >= 301 && status <= 308 && status != 304;
      if (!redirect || (stop == Stop.AT_LISTING && header(reply, "x-linked-etag").isPresent())) {
        return checked(hub, reply);
      }
      reply.body().close();
      uri = next(uri, header(reply, "location").orElse(""));
    }
    throw new ModelStoreException.TransferFailed(
        access.uriOf(hub) + " was redirected " + HOPS + " times", "check HF_ENDPOINT");
  }

  private HttpResponse<InputStream> sendOnce(String method, URI uri, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(access.stall())
            .header("User-Agent", "lethe")
            .method(method, HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    if (sameOrigin(uri, access.endpoint())) {
      access.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelStoreException.TransferFailed("interrupted", "run it again", e);
    }
  }

  private HttpResponse<InputStream> checked(Source.Hub hub, HttpResponse<InputStream> reply)
      throws IOException {
    int status = reply.statusCode();
    if (status < 400 || status == 416) {
      return reply;
    }
    reply.body().close();
    String page = "https://huggingface.co/" + hub.repository();
    switch (status) {
      case 401, 403 ->
          throw new ModelStoreException.Gated(
              hub.repository(),
              status,
              access.token().isPresent()
                  ? "accept its licence at " + page + " with the account of HF_TOKEN"
                  : "accept its licence at " + page + " and set HF_TOKEN");
      case 404, 410 ->
          throw new ModelStoreException.TransferFailed(
              "found no %s in %s (HTTP status %d)".formatted(hub.file(), hub.repository(), status),
              "look for a newer name at " + page);
      case 408, 425, 429, 500, 502, 503, 504 -> throw new Busy(status, retryAfter(reply));
      default ->
          throw new ModelStoreException.TransferFailed(
              reply.uri().getHost() + " answered " + status, "try again later");
    }
  }

  private static Duration retryAfter(HttpResponse<?> reply) {
    return header(reply, "retry-after")
        .filter(text -> text.matches("[0-9]{1,4}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0)
        .orElse(Duration.ZERO);
  }

  private static URI next(URI from, String location) {
    URI to = from.resolve(location);
    if ("https".equals(from.getScheme()) && !"https".equals(to.getScheme())) {
      throw new ModelStoreException.TransferFailed(
          from.getHost() + " redirected to an address without encryption", "check HF_ENDPOINT");
    }
    return to;
  }

  private static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getAuthority().equals(other.getAuthority());
  }

  static Optional<String> header(HttpResponse<?> reply, String name) {
    return reply.headers().firstValue(name);
  }

  private static String unquoted(String tag) {
    return tag.replaceFirst("^W/", "").replace("\"", "");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
