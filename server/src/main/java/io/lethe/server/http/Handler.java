package io.lethe.server.http;

/** Answers requests of a route. Safe for many threads; each call has a thread of its own. */
@FunctionalInterface
public interface Handler {
  /** Answers. What it throws becomes an error in the shape of its route, see {@link Route}. */
  void handle(Exchange exchange);
}
