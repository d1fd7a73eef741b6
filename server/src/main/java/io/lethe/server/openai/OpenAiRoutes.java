package io.lethe.server.openai;

import io.lethe.engine.Engine;
import io.lethe.server.http.Handler;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Counting;
import java.nio.file.Path;
import java.util.List;

/** What a server has for clients that speak OpenAI's language. */
public final class OpenAiRoutes {
  private OpenAiRoutes() {}

  /**
   * Chat completions, completions, responses.
   *
   * @param engine continues the prompts of completions, which belong to no session
   * @param responses the folder in which responses are kept; made when the first one comes
   */
  public static List<Route> of(
      Answering answering, Counting counting, Engine engine, ServedModel model, Path responses) {
    Responses kept =
        new Responses(
            answering, counting, model, new ResponseStore(responses, ResponseStore.MOST_KEPT));
    return List.of(
        route("POST", "/v1/chat/completions", new ChatCompletions(answering, model)),
        route("POST", "/v1/completions", new Completions(engine, model)),
        route("POST", "/v1/responses", kept::create),
        route("POST", "/v1/responses/input_tokens", kept::count),
        route("GET", "/v1/responses/{id}", kept::get),
        route("DELETE", "/v1/responses/{id}", kept::delete));
  }

  private static Route route(String method, String path, Handler handler) {
    return new Route(method, path, ErrorShape.OPENAI, handler);
  }
}
