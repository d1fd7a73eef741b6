package io.lethe.server.http;

/**
 * Server-sent events to one client, each flushed. Safe for many threads: one writes at a time. When
 * the client is gone writing does nothing, and the exchange's cancellation is cancelled.
 */
public interface EventStream extends AutoCloseable {
  /** Sends data without a name. */
  void data(String data);

  /** Sends a named event. */
  void event(String name, String data);

  /** Sends a comment, which clients skip; it shows whether they are still there. */
  void comment(String text);

  /** Ends the stream. Idempotent. */
  @Override
  void close();
}
