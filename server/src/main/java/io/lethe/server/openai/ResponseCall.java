package io.lethe.server.openai;

import io.lethe.history.Request;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A response that somebody asks for.
 *
 * @param items all of its input, that of the response it goes on from included
 * @param settings the request's fields as the response repeats them
 */
record ResponseCall(Request request, List<JsonNode> items, ObjectNode settings, Set<Extra> extras) {
  /** What is not a matter of the answer itself. */
  enum Extra {
    STREAM,
    /** Later responses may go on from this one. */
    STORE
  }

  ResponseCall {
    items = List.copyOf(items);
    extras = Set.copyOf(extras);
  }

  boolean wants(Extra extra) {
    return extras.contains(extra);
  }
}
