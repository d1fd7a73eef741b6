package io.lethe.server;

import io.lethe.server.http.Route;
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
    routes.addAll(TokenRoutes.of(served.engine().tokenizer()));
    return List.copyOf(routes);
  }
}
