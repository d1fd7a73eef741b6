package io.lethe.server.openai;

import io.lethe.history.Block;
import io.lethe.history.Choice;
import io.lethe.history.HistoryException;
import io.lethe.history.Owner;
import io.lethe.history.Reply;
import io.lethe.history.ReplyListener;
import io.lethe.server.http.Exchange;
import io.lethe.server.http.RequestException;
import io.lethe.server.openai.ResponseCall.Extra;
import io.lethe.server.openai.ResponseStore.Stored;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Counting;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/responses} and what lies below. Safe for many threads. */
final class Responses {
  private final Answering answering;
  private final Counting counting;
  private final ServedModel model;
  private final ResponseStore store;
  private final ResponseReader reader;

  Responses(Answering answering, Counting counting, ServedModel model, ResponseStore store) {
    this.answering = answering;
    this.counting = counting;
    this.model = model;
    this.store = store;
    this.reader = new ResponseReader(model, store);
  }

  /** Answers {@code POST /v1/responses}. */
  void create(Exchange exchange) {
    ResponseCall call = reader.read(exchange.owner(), Fields.of(exchange.json()));
    ResponseFrame frame = ResponseFrame.fresh(model, call);
    if (call.wants(Extra.STREAM)) {
      stream(exchange, frame);
      return;
    }
    Reply reply = answering.answer(call.request(), ReplyListener.SILENT, exchange.cancellation());
    ObjectNode response = frame.ended(reply, items(reply.choices().getFirst()));
    keep(exchange.owner(), frame, response);
    exchange.answer(200, response);
  }

  private void stream(Exchange exchange, ResponseFrame frame) {
    ResponseStream stream = new ResponseStream(exchange, frame);
    try {
      Reply reply = answering.answer(frame.call().request(), stream, exchange.cancellation());
      Choice.Finish finish = reply.choices().getFirst().finish();
      ObjectNode response = frame.ended(reply, stream.endItems(finish));
      keep(exchange.owner(), frame, response);
      stream.end(response, finish);
    } catch (HistoryException e) {
      failed(stream, String.valueOf(e.getMessage()));
      throw e;
    } catch (RuntimeException e) {
      failed(stream, "the server could not go on");
      throw e;
    }
  }

  private static void failed(ResponseStream stream, String message) {
    if (stream.isOpen()) {
      stream.fail(message);
    }
  }

  private List<ObjectNode> items(Choice choice) {
    LogprobFields logprobs = new LogprobFields(model.tokenizer());
    List<ObjectNode> items = new ArrayList<>();
    for (Block block : choice.blocks()) {
      boolean last = items.size() == choice.blocks().size() - 1;
      String status = last ? ResponseFrame.lastItemStatus(choice.finish()) : "completed";
      items.add(
          OutputItem.of(block)
              .written(status, last ? logprobs.items(choice.logprobs()) : Json.array()));
    }
    return items;
  }

  private void keep(Owner owner, ResponseFrame frame, ObjectNode response) {
    if (frame.call().wants(Extra.STORE)) {
      List<JsonNode> items = new ArrayList<>(frame.call().items());
      response.path("output").forEach(items::add);
      store.keep(owner, frame.id(), new Stored(response, items));
    }
  }

  /** Answers {@code GET /v1/responses/{id}}. */
  void get(Exchange exchange) {
    String id = exchange.path("id");
    Stored stored = store.find(exchange.owner(), id).orElseThrow(() -> unknown(id));
    exchange.answer(200, stored.response());
  }

  /** Answers {@code DELETE /v1/responses/{id}}. */
  void delete(Exchange exchange) {
    String id = exchange.path("id");
    if (!store.delete(exchange.owner(), id)) {
      throw unknown(id);
    }
    exchange.answer(
        200, Json.object().put("id", id).put("object", "response").put("deleted", true));
  }

  /** Answers {@code POST /v1/responses/input_tokens}. */
  void count(Exchange exchange) {
    ResponseCall call = reader.read(exchange.owner(), Fields.of(exchange.json()));
    Counting.Counted counted = counting.counted(call.request());
    ObjectNode answer =
        Json.object().put("object", "response.input_tokens").put("input_tokens", counted.visible());
    LetheFields.written(counted).ifPresent(lethe -> answer.set(LetheFields.NAME, lethe));
    exchange.answer(200, answer);
  }

  private static RequestException unknown(String id) {
    return new RequestException(
        404,
        Optional.of("id"),
        "found no response \"%s\", wanted one that was stored here".formatted(id));
  }
}
