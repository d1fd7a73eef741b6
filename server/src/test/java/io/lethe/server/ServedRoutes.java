package io.lethe.server;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.history.Block;
import io.lethe.history.Choice.Finish;
import io.lethe.history.Histories;
import io.lethe.server.http.Route;
import io.lethe.server.metrics.Metrics;
import io.lethe.server.sessions.Changes;
import io.lethe.server.sessions.TurnTimes;
import io.lethe.server.wire.ScriptedAnswering;
import io.lethe.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** All routes of a server, without a socket; answers are always the same. */
final class ServedRoutes implements AutoCloseable {
  private final Engine engine;
  private final Sessions sessions;
  private final Histories histories;
  private final List<Route> routes;

  ServedRoutes(EngineOptions model, Path home) {
    engine = Engine.open(model);
    sessions = new Sessions(engine, "tiny", home, 1_000_000, Clock.systemUTC());
    histories = new Histories(sessions, 2);
    routes =
        Routes.of(
            new Served(
                "tiny",
                engine,
                histories,
                new ScriptedAnswering(Finish.STOP, new Block.Text("yes")),
                request -> request.messages().size(),
                new Changes(),
                new TurnTimes(),
                new Metrics("tiny"),
                home,
                ServerOptions.Embeddings.ON,
                Instant.now()));
  }

  List<Route> all() {
    return routes;
  }

  /** The route of a method and a path, such as {@code GET /health}. */
  Route named(String name) {
    return routes.stream().filter(route -> name(route).equals(name)).findFirst().orElseThrow();
  }

  static String name(Route route) {
    return route.method() + " " + route.path();
  }

  @Override
  public void close() {
    try (engine;
        sessions;
        histories) {
      // Closed from the last to the first.
    }
  }
}
