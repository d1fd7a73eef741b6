package io.lethe.server;

import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Json;
import java.time.Duration;
import java.time.Instant;

/** Whether the server can answer: for those who start it and those who watch it. */
final class HealthRoute {
  private HealthRoute() {}

  /** While the model is loaded. */
  static Route loading() {
    return new Route(
            "GET",
            "/health",
            ErrorShape.OPENAI,
            exchange -> {
              exchange.setHeader("retry-after", "1");
              exchange.answer(503, Json.object().put("status", "loading"));
            })
        .open();
  }

  /** Once it is. */
  static Route ready(String model, Instant since) {
    return new Route(
            "GET",
            "/health",
            ErrorShape.OPENAI,
            exchange ->
                exchange.answer(
                    200,
                    Json.object()
                        .put("status", "ok")
                        .put("model", model)
                        .put(
                            "uptime_seconds",
                            Duration.between(since, Instant.now()).toMillis() / 1000.0)))
        .open();
  }
}
