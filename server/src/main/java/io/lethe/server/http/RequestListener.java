package io.lethe.server.http;

import java.time.Duration;

/** Hears of every request that was answered. Safe for many threads. */
@FunctionalInterface
public interface RequestListener {
  /**
   * A request is over.
   *
   * @param route its path with {@code {name}}s, {@code none} if there is none
   */
  void answered(String method, String route, int status, Duration took);
}
