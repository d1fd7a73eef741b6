package io.lethe.server.http;

import io.lethe.engine.Cancellation;
import io.lethe.history.Owner;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A request and its answer. For the thread that handles it. */
public interface Exchange {
  /** A name of the request, for logs and answers. */
  String id();

  /** The value of a {@code {name}} in the route's path. */
  String path(String name);

  /** The first value of a parameter after the question mark. */
  Optional<String> query(String name);

  /** The first value of a header. */
  Optional<String> header(String name);

  /** All values of a header. */
  List<String> headers(String name);

  /** Whose key came with the request. */
  Owner owner();

  /**
   * The body as JSON.
   *
   * @throws RequestException if it is too large, no UTF-8, no JSON or nested too deeply
   */
  JsonNode json();

  /** Cancelled when the client goes away or its time is over. */
  Cancellation cancellation();

  /** Sets a header of the answer; before anything is answered. */
  void setHeader(String name, String value);

  /** Answers with JSON; once. */
  void answer(int status, JsonNode body);

  /** Answers with text of a media type; once. */
  void answer(int status, String mediaType, byte[] body);

  /** Begins to answer with server-sent events. */
  EventStream stream();
}
