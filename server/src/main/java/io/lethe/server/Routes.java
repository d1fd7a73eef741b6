package io.lethe.server;

import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.metrics.Metrics;
import io.lethe.server.sessions.SessionRoutes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Every route there is: the one place where they come together. */
final class Routes {
  private Routes() {}

  static List<Route> of(Served served) {
    List<Route> routes = new ArrayList<>();
    routes.add(HealthRoute.ready(served.model(), served.since()));
    routes.addAll(
        ModelRoutes.of(
            List.of(new ModelRoutes.Listed(served.model(), served.engine().capacity())),
            served.since()));
    routes.addAll(
        SessionRoutes.of(served.conversations(), served.changes(), served.times()));
    routes.add(metrics(served.metrics()));
    routes.addAll(TokenRoutes.of(served.engine().tokenizer()));
    return List.copyOf(routes);
  }

  private static Route metrics(Metrics metrics) {
    return new Route(
        "GET",
        "/metrics",
        ErrorShape.OPENAI,
        exchange ->
            exchange.answer(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8)));
  }
}
