package io.lethe.server;

import io.lethe.server.anthropic.AnthropicRoutes;
import io.lethe.server.console.ConsoleRoutes;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.metrics.Metrics;
import io.lethe.server.openai.OpenAiRoutes;
import io.lethe.server.openai.ServedModel;
import io.lethe.server.sessions.SessionRoutes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Every route there is: the one place where they come together. */
final class Routes {
  private Routes() {}

  static List<Route> of(Served served) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        OpenAiRoutes.of(
            served.answering(),
            served.counting(),
            served.engine(),
            ServedModel.of(served.model(), served.engine()),
            served.home().resolve("responses")));
    routes.addAll(AnthropicRoutes.of(served.answering(), served.counting(), served.model()));
    routes.addAll(
        ModelRoutes.of(
            List.of(new ModelRoutes.Listed(served.model(), served.engine().capacity())),
            served.since()));
    routes.addAll(SessionRoutes.of(served.histories(), served.changes(), served.times()));
    routes.addAll(TokenRoutes.of(served.engine().tokenizer()));
    routes.add(HealthRoute.ready(served.model(), served.since()));
    routes.add(metrics(served.metrics()));
    ConsoleRoutes.all().forEach(asset -> routes.add(asset.open()));
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
