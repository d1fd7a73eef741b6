package io.lethe.server.wire;

import io.lethe.engine.Cancellation;
import io.lethe.history.Owner;
import io.lethe.server.http.EventStream;
import io.lethe.server.http.Exchange;
import io.lethe.server.http.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request in memory, which remembers how it was answered. */
public final class RecordedExchange implements Exchange {
  private final String body;
  private final Owner owner;
  private final Map<String, String> path = new HashMap<>();
  private final Map<String, String> answerHeaders = new HashMap<>();
  private final Cancellation cancellation = new Cancellation();
  private @Nullable RecordedStream stream;
  private @Nullable JsonNode answer;
  private int status;

  public RecordedExchange(String body) {
    this(Owner.LOCAL, body);
  }

  public RecordedExchange(Owner owner, String body) {
    this.owner = owner;
    this.body = body;
  }

  /** The same request with a segment of its path. */
  public RecordedExchange withPath(String name, String value) {
    path.put(name, value);
    return this;
  }

  public int status() {
    return status;
  }

  /** What was answered. */
  public JsonNode answered() {
    if (answer == null) {
      throw new AssertionError("found no answer, wanted JSON");
    }
    return answer;
  }

  /** What was streamed. */
  public RecordedStream streamed() {
    if (stream == null) {
      throw new AssertionError("found no stream, wanted one");
    }
    return stream;
  }

  public boolean isStreamed() {
    return stream != null;
  }

  public boolean isAnswered() {
    return answer != null;
  }

  @Override
  public String id() {
    return "req-1";
  }

  @Override
  public String path(String name) {
    return path.getOrDefault(name, "");
  }

  @Override
  public Optional<String> query(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.empty();
  }

  @Override
  public List<String> headers(String name) {
    return List.of();
  }

  @Override
  public Owner owner() {
    return owner;
  }

  @Override
  public JsonNode json() {
    return Json.read(body)
        .orElseThrow(() -> new RequestException(400, Optional.empty(), "found no JSON"));
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public void setHeader(String name, String value) {
    answerHeaders.put(name, value);
  }

  /** A header of the answer. */
  public Optional<String> answerHeader(String name) {
    return Optional.ofNullable(answerHeaders.get(name));
  }

  @Override
  public void answer(int newStatus, JsonNode newBody) {
    if (answer != null || stream != null) {
      throw new AssertionError("answered twice");
    }
    status = newStatus;
    answer = newBody;
  }

  @Override
  public void answer(int newStatus, String mediaType, byte[] newBody) {
    answer(newStatus, Json.read(new String(newBody, StandardCharsets.UTF_8)).orElseThrow());
  }

  @Override
  public EventStream stream() {
    if (answer != null || stream != null) {
      throw new AssertionError("answered twice");
    }
    status = 200;
    stream = new RecordedStream();
    return stream;
  }
}
