package io.lethe.server.openai;

import io.lethe.history.Choice;
import io.lethe.history.Reply;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A response in all its states.
 *
 * @param created seconds since 1970
 */
record ResponseFrame(String id, long created, ServedModel model, ResponseCall call) {
  static ResponseFrame fresh(ServedModel model, ResponseCall call) {
    return new ResponseFrame(Ids.fresh("resp_"), Instant.now().getEpochSecond(), model, call);
  }

  /** The response before anything was written. */
  ObjectNode begun() {
    ObjectNode response = object("in_progress");
    response.putNull("error").putNull("incomplete_details").putArray("output");
    return response.putNull("usage");
  }

  /**
   * The response when it is over.
   *
   * @param output its items
   */
  ObjectNode ended(Reply reply, List<ObjectNode> output) {
    Choice.Finish finish = reply.choices().getFirst().finish();
    ObjectNode response = object(status(finish)).putNull("error");
    if (status(finish).equals("incomplete")) {
      response.putObject("incomplete_details").put("reason", "max_output_tokens");
    } else {
      response.putNull("incomplete_details");
    }
    ArrayNode items = response.putArray("output");
    output.forEach(items::add);
    response.put("completed_at", Instant.now().getEpochSecond());
    response.set("usage", UsageFields.ofResponse(reply.usage()));
    response.set(LetheFields.NAME, LetheFields.written(reply));
    return response;
  }

  /** The response when the server could not go on. */
  ObjectNode failed(String message, List<ObjectNode> output) {
    ObjectNode response = object("failed").putNull("incomplete_details");
    response.putObject("error").put("code", "server_error").put("message", message);
    ArrayNode items = response.putArray("output");
    output.forEach(items::add);
    return response.putNull("usage");
  }

  static String status(Choice.Finish finish) {
    return switch (finish) {
      case STOP, STOP_STRING, TOOL_CALLS -> "completed";
      case LENGTH, CONTEXT_FULL -> "incomplete";
      case CANCELLED -> "cancelled";
    };
  }

  /** The status of the last item of an answer that ended so. */
  static String lastItemStatus(Choice.Finish finish) {
    return switch (finish) {
      case STOP, STOP_STRING, TOOL_CALLS -> "completed";
      case LENGTH, CONTEXT_FULL, CANCELLED -> "incomplete";
    };
  }

  private ObjectNode object(String status) {
    ObjectNode response =
        Json.object()
            .put("id", id)
            .put("object", "response")
            .put("created_at", created)
            .put("status", status)
            .put("model", model.id());
    response.setAll(call.settings());
    return response;
  }
}
