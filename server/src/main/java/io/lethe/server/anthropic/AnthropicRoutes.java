package io.lethe.server.anthropic;

import io.lethe.history.ReplyListener;
import io.lethe.history.Request;
import io.lethe.server.anthropic.MessagesRequest.Edits;
import io.lethe.server.http.Exchange;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Counting;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Anthropic's clients call: messages, and the count of their tokens. Safe for many threads.
 */
public final class AnthropicRoutes {
  private static final int ID_BYTES = 12;

  private final Answering answering;
  private final Counting counting;
  private final String model;
  private final RandomGenerator random;
  private final BodyReader reader;

  private AnthropicRoutes(
      Answering answering, Counting counting, String model, RandomGenerator random) {
    this.answering = answering;
    this.counting = counting;
    this.model = model;
    this.random = random;
    this.reader = new BodyReader(random::nextLong);
  }

  /**
   * The routes.
   *
   * @param model the name of the model that answers, whatever name a request has
   */
  public static List<Route> of(Answering answering, Counting counting, String model) {
    AnthropicRoutes routes = new AnthropicRoutes(answering, counting, model, new SecureRandom());
    return List.of(
        new Route("POST", "/v1/messages", ErrorShape.ANTHROPIC, routes::message),
        new Route("POST", "/v1/messages/count_tokens", ErrorShape.ANTHROPIC, routes::count)
            .quick());
  }

  private void message(Exchange exchange) {
    MessagesRequest asked = reader.message(exchange.json(), exchange.owner());
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    MessageWriter writer = new MessageWriter("msg_" + HexFormat.of().formatHex(id), model, asked);
    switch (asked.delivery()) {
      case WHOLE ->
          exchange.answer(
              200,
              writer.whole(
                  answering.answer(
                      asked.request(), ReplyListener.SILENT, exchange.cancellation())));
      case STREAMED -> {
        MessageStream stream = new MessageStream(exchange, writer);
        stream.end(answering.answer(asked.request(), stream, exchange.cancellation()));
      }
    }
  }

  private void count(Exchange exchange) {
    MessagesRequest asked = reader.count(exchange.json(), exchange.owner());
    Counting.Counted counted = counting.counted(asked.request());
    ObjectNode answer = Json.object().put("input_tokens", counted.visible());
    LetheFields.written(counted).ifPresent(lethe -> answer.set(LetheFields.NAME, lethe));
    if (asked.edits() == Edits.TOLD) {
      answer
          .putObject("context_management")
          .put("original_input_tokens", counting.tokens(unedited(asked.request())));
    }
    exchange.answer(200, answer);
  }

  private static Request unedited(Request request) {
    return new Request(
        request.owner(),
        request.messages(),
        request.tools(),
        request.toolChoice(),
        request.calls(),
        request.format(),
        request.generation(),
        request.choices(),
        List.of(),
        request.wishes());
  }
}
