package io.lethe.server.http;

import io.lethe.history.Owner;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Who may ask: which pages, and who has a key.
 *
 * @param keys those that are taken
 * @param origins of pages
 */
public record Gate(Keyring keys, Origins origins) {
  private static final String BEARER = "bearer ";

  /** Everybody on this machine. */
  public static final Gate LOCAL = new Gate(Keyring.none(), Origins.LOCAL_ONLY);

  /**
   * Refuses pages of others, and tells browsers which pages may read the answer.
   *
   * @throws RequestException if the request is a page's that may not ask
   */
  void requireOrigin(Exchange exchange) {
    Optional<String> host = exchange.header("Host");
    origins
        .refusal(host)
        .ifPresent(message -> {
          throw new RequestException(403, Optional.empty(), message);
        });
    Optional<String> sent = exchange.header("Origin");
    if (sent.isEmpty() || Origins.isOwn(sent.get(), host)) {
      return;
    }
    if (origins.allows(sent.get())) {
      exchange.setHeader("Access-Control-Allow-Origin", sent.get());
      exchange.setHeader("Access-Control-Expose-Headers", "request-id, x-request-id, retry-after");
      exchange.setHeader("Vary", "Origin");
    } else {
      throw new RequestException(
          403,
          Optional.empty(),
          "found a page of %s, wanted the server's own; allow others with --cors"
              .formatted(Origins.shown(sent.get())));
    }
  }

  /** What a browser asks before it asks; the origin was found good. */
  void answerPreflight(Exchange exchange) {
    exchange.setHeader("Access-Control-Allow-Methods", "GET, POST, DELETE");
    exchange.setHeader(
        "Access-Control-Allow-Headers",
        exchange
            .header("Access-Control-Request-Headers")
            .orElse("authorization, content-type, x-api-key"));
    exchange.setHeader("Access-Control-Max-Age", "600");
    exchange.answer(204, "text/plain", new byte[0]);
  }

  /**
   * Whose request it is.
   *
   * @throws RequestException if a key is needed and none is sent, or an unknown one
   */
  Owner requireOwner(Exchange exchange) {
    Optional<String> key =
        exchange
            .header("x-api-key")
            .or(() ->
                exchange
                    .header(HttpHeader.AUTHORIZATION.asString())
                    .filter(sent -> sent.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                    .map(sent -> sent.substring(BEARER.length()).strip()));
    return keys.owner(key)
        .orElseThrow(() ->
            new RequestException(
                401,
                Optional.empty(),
                key.isPresent()
                    ? "found a key that is not one of this server's"
                    : "found no key, wanted one: Authorization: Bearer KEY, or x-api-key: KEY"));
  }
}
