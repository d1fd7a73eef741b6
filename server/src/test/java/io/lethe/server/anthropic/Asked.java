package io.lethe.server.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lethe.history.Choice.Finish;
import io.lethe.history.Message;
import io.lethe.history.Request;
import io.lethe.server.http.RequestException;
import io.lethe.server.http.Route;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Counting;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.ScriptedAnswering;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Bodies as tests write them, with {@code '} for quotation marks, and what comes of them. */
final class Asked {
  static final Counting NOBODY_COUNTS =
      request -> {
        throw new AssertionError("counted " + request);
      };

  private Asked() {}

  static String json(String body) {
    return body.replace('\'', '"');
  }

  /** A body with its required fields and more of them, which may begin with a comma. */
  static String body(String messages, String more) {
    return "{'model':'m','max_tokens':9,'messages':" + messages + more + "}";
  }

  static RecordedExchange exchange(Answering answering, String body) {
    return exchange(answering, NOBODY_COUNTS, "/v1/messages", body);
  }

  static RecordedExchange exchange(
      Answering answering, Counting counting, String path, String body) {
    return sent(answering, counting, path, json(body));
  }

  /** What becomes of a body as it is. */
  static RecordedExchange sent(Answering answering, Counting counting, String path, String body) {
    RecordedExchange exchange = new RecordedExchange(body);
    Route route =
        AnthropicRoutes.of(answering, counting, "small").stream()
            .filter(each -> each.path().equals(path))
            .findFirst()
            .orElseThrow();
    assertThat(route.method()).isEqualTo("POST");
    assertThat(route.errors()).isEqualTo(Route.ErrorShape.ANTHROPIC);
    route.handler().handle(exchange);
    return exchange;
  }

  static JsonNode answer(Answering answering, String body) {
    return exchange(answering, body).answered();
  }

  /** The history that a body comes to. */
  static Request request(String body) {
    ScriptedAnswering answering = new ScriptedAnswering(Finish.STOP);
    exchange(answering, body);
    return answering.lastRequest();
  }

  static List<Message> messages(String messages) {
    return request(body(messages, "")).messages();
  }

  /** The error that a body comes to. */
  static RequestException error(String body) {
    return catchThrowableOfType(RequestException.class, () -> request(body));
  }
}
