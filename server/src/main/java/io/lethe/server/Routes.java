package io.lethe.server;

import io.lethe.embeddings.Embedder;
import io.lethe.server.anthropic.AnthropicRoutes;
import io.lethe.server.console.ConsoleRoutes;
import io.lethe.server.embeddings.EmbeddingRoutes;
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
    routes.addAll(ModelRoutes.of(models(served), served.since()));
    routes.addAll(
        switch (served.embeddings()) {
          case ON -> EmbeddingRoutes.of(new Embedder());
          case OFF -> EmbeddingRoutes.off();
        });
    routes.addAll(SessionRoutes.of(served.histories(), served.changes(), served.times()));
    routes.addAll(TokenRoutes.of(served.engine().tokenizer()));
    routes.add(HealthRoute.ready(served.model(), served.since()));
    routes.add(metrics(served.metrics()));
    ConsoleRoutes.all().forEach(asset -> routes.add(asset.open()));
    routes.add(OpenApi.route());
    return List.copyOf(routes);
  }

  private static List<ModelRoutes.Listed> models(Served served) {
    List<ModelRoutes.Listed> models = new ArrayList<>();
    models.add(new ModelRoutes.Listed(served.model(), served.engine().capacity()));
    if (served.embeddings() == ServerOptions.Embeddings.ON) {
      models.add(new ModelRoutes.Listed(Embedder.MODEL, Embedder.TOKENS_AT_ONCE));
    }
    return models;
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
