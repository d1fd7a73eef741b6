package io.lethe.server.http;

import io.lethe.engine.Cancellation;
import io.lethe.history.Owner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request of Jetty's and its answer. */
final class JettyExchange implements Exchange {
  private final String id;
  private final Request request;
  private final Response response;
  private final Map<String, String> variables;
  private final Limits limits;
  private final ScheduledExecutorService clock;
  private final Cancellation cancellation = new Cancellation();
  private byte @Nullable [] body;
  private @Nullable JettyEventStream stream;
  private Owner owner = Owner.LOCAL;
  private volatile boolean answered;
  private volatile boolean late;
  private volatile boolean gone;

  JettyExchange(
      String id,
      Request request,
      Response response,
      Map<String, String> variables,
      Limits limits,
      ScheduledExecutorService clock) {
    this.id = id;
    this.request = request;
    this.response = response;
    this.variables = variables;
    this.limits = limits;
    this.clock = clock;
    request.addFailureListener(_ -> leave());
    // A request that computes is silent for long; what its client does is seen by writing to it.
    request.addIdleTimeoutListener(_ -> body == null);
  }

  @Override
  public Optional<String> query(String name) {
    try {
      return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
    } catch (RuntimeException e) {
      throw new RequestException(
          400, Optional.empty(), "found a query that cannot be decoded, wanted name=value pairs");
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String path(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("found no {" + name + "} in the route's path");
    }
    return value;
  }

  @Override
  public Optional<String> header(String name) {
    Optional<String> sent = Optional.ofNullable(request.getHeaders().get(name));
    return sent.isEmpty() && name.equalsIgnoreCase("Host")
        ? Optional.ofNullable(request.getHttpURI().getAuthority()) // HTTP/2 says it there
        : sent;
  }

  @Override
  public List<String> headers(String name) {
    return request.getHeaders().getValuesList(name);
  }

  @Override
  public Owner owner() {
    return owner;
  }

  /** Says whose key came with it. */
  void admit(Owner known) {
    owner = known;
  }

  /** Reads the body, if that was not done. */
  byte[] body() {
    byte[] known = body;
    if (known == null) {
      ScheduledFuture<?> end =
          clock.schedule(
              () -> request.fail(new TimeoutException("the body did not come in time")),
              limits.reading().toNanos(),
              TimeUnit.NANOSECONDS);
      try {
        known = RequestBody.read(request, limits.bodyBytes());
        body = known;
      } finally {
        end.cancel(false);
      }
    }
    return known;
  }

  @Override
  public JsonNode json() {
    return RequestBody.json(body());
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  /** Its time is over. */
  void expire() {
    late = true;
    cancellation.cancel();
  }

  boolean isLate() {
    return late;
  }

  /** The client is gone. */
  private void leave() {
    gone = true;
    cancellation.cancel();
  }

  /** Cancels it when the client goes away. */
  ClientWatch.Watch watch(ClientWatch clients) {
    return clients.watch(
        request,
        () -> {
          if (!answered) { // afterwards it may be the next request that was read already
            leave();
          }
        });
  }

  boolean isGone() {
    return gone;
  }

  @Override
  public void setHeader(String name, String value) {
    response.getHeaders().put(name, value);
  }

  @Override
  public void answer(int status, JsonNode json) {
    answer(status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void answer(int status, String mediaType, byte[] bytes) {
    requireUnanswered();
    answered = true;
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    try {
      Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      leave();
    }
  }

  @Override
  public EventStream stream() {
    requireUnanswered();
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    response.getHeaders().put("x-accel-buffering", "no"); // proxies are to pass events on at once
    JettyEventStream begun = new JettyEventStream(response, limits.ping(), this::leave);
    stream = begun;
    return begun;
  }

  private void requireUnanswered() {
    if (answered || stream != null) {
      throw new IllegalStateException("answered twice");
    }
  }

  /** Ends a stream that is left open; returns whether there was an answer. */
  boolean finish() {
    if (stream != null) {
      stream.close();
      return true;
    }
    return answered;
  }

  /** The status that was sent, or will be. */
  int status() {
    return response.getStatus();
  }

  /** Says that it went wrong: as an answer, or as an event where the answer has begun. */
  void fail(Failure failure, Route.ErrorShape shape) {
    JettyEventStream begun = stream;
    if (begun != null && !begun.withdraw()) {
      String event = failure.body(shape, id).toString();
      switch (shape) {
        case OPENAI -> begun.data(event);
        case ANTHROPIC -> begun.event("error", event);
      }
      begun.close();
    } else if (!answered) {
      stream = null;
      response.getHeaders().remove(HttpHeader.CACHE_CONTROL);
      failure
          .retryAfter()
          .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
      answer(failure.status(shape), failure.body(shape, id));
    }
  }
}
