package io.lethe.server.http;

import io.lethe.server.http.Route.Access;
import io.lethe.server.http.Route.ErrorShape;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes each request from Jetty to its route, past origins, keys and admission. */
final class Dispatch extends Handler.Abstract {
  private static final System.Logger LOG = System.getLogger(Dispatch.class.getName());
  private static final String DEADLINE = "x-lethe-deadline";

  /** Whether requests are answered. */
  enum State {
    LOADING,
    SERVING,
    STOPPING
  }

  private final Gate gate;
  private final Limits limits;
  private final Admission admission;
  private final ScheduledExecutorService clock;
  private final ClientWatch clients;
  private final RequestListener listener;
  private final Set<JettyExchange> open = ConcurrentHashMap.newKeySet();
  private final Set<JettyExchange> watching = ConcurrentHashMap.newKeySet();
  private volatile Router router;
  private volatile State state = State.LOADING;

  /**
   * @param first what is answered while everything else is loaded
   */
  Dispatch(
      Gate gate,
      Limits limits,
      Admission admission,
      ScheduledExecutorService clock,
      ClientWatch clients,
      RequestListener listener,
      Router first) {
    this.gate = gate;
    this.limits = limits;
    this.admission = admission;
    this.clock = clock;
    this.clients = clients;
    this.listener = listener;
    this.router = first;
  }

  /** Answers everything from now on. */
  void serve(Router routes) {
    router = routes;
    state = State.SERVING;
  }

  /** Takes no new request, and ends those that only watch. */
  void stopTaking() {
    state = State.STOPPING;
    watching.forEach(exchange -> exchange.cancellation().cancel());
  }

  /** Cancels what is being computed. */
  void cancelAll() {
    open.forEach(exchange -> exchange.cancellation().cancel());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long start = System.nanoTime();
    String id = "req_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    String path = Optional.ofNullable(request.getHttpURI().getCanonicalPath()).orElse("/");
    Router.Match match = router.match(request.getMethod(), path);
    Map<String, String> variables =
        match instanceof Router.Match.Found found ? found.variables() : Map.of();
    JettyExchange exchange = new JettyExchange(id, request, response, variables, limits, clock);
    ErrorShape shape = shape(match, path, exchange);
    exchange.setHeader(shape == ErrorShape.ANTHROPIC ? "request-id" : "x-request-id", id);
    open.add(exchange);
    try {
      answer(exchange, request.getMethod(), match);
      if (!exchange.finish()) {
        throw new IllegalStateException("the route gave no answer");
      }
    } catch (Throwable thrown) {
      fail(exchange, thrown, shape);
    } finally {
      open.remove(exchange);
      if (exchange.isGone()) {
        callback.failed(new EofException("the client is gone"));
      } else {
        callback.succeeded();
      }
      listener.answered(
          request.getMethod(),
          match instanceof Router.Match.Found found ? found.route().path() : "none",
          exchange.status(),
          Duration.ofNanos(System.nanoTime() - start));
    }
    return true;
  }

  private static ErrorShape shape(Router.Match match, String path, Exchange exchange) {
    boolean routeSays =
        match instanceof Router.Match.Found found && found.route().errors() == ErrorShape.ANTHROPIC;
    return routeSays
            || path.equals("/v1/messages")
            || path.startsWith("/v1/messages/")
            || exchange.header("anthropic-version").isPresent()
        ? ErrorShape.ANTHROPIC
        : ErrorShape.OPENAI;
  }

  private void answer(JettyExchange exchange, String method, Router.Match match)
      throws InterruptedException {
    gate.requireOrigin(exchange);
    if (method.equals("OPTIONS") && exchange.header("Origin").isPresent()) {
      gate.answerPreflight(exchange);
      return;
    }
    if (match instanceof Router.Match.Found found && found.route().access() == Access.OPEN) {
      found.route().handler().handle(exchange);
      return;
    }
    switch (state) {
      case LOADING -> throw new Refused(unavailable("the model is being loaded; try again", 1));
      case STOPPING -> {
        exchange.setHeader("Connection", "close");
        throw new Refused(unavailable("the server is stopping; ask it when it is back", 10));
      }
      case SERVING -> {
        switch (match) {
          case Router.Match.Found found -> {
            exchange.admit(gate.requireOwner(exchange));
            run(exchange, found.route());
          }
          case Router.Match.OtherMethod other -> {
            String allowed = String.join(", ", other.allowed());
            exchange.setHeader("Allow", allowed);
            throw new RequestException(
                405, Optional.empty(), "found %s, wanted %s".formatted(method, allowed));
          }
          case Router.Match.Nothing _ ->
              throw new RequestException(
                  404, Optional.empty(), "found nothing at this path; see GET /openapi.json");
        }
      }
    }
  }

  private void run(JettyExchange exchange, Route route) throws InterruptedException {
    Duration deadline = deadline(exchange);
    ScheduledFuture<?> end =
        clock.schedule(exchange::expire, deadline.toNanos(), TimeUnit.NANOSECONDS);
    try {
      switch (route.load()) {
        case QUICK -> {
          watching.add(exchange);
          try {
            route.handler().handle(exchange);
          } finally {
            watching.remove(exchange);
          }
        }
        case COMPUTES -> {
          exchange.body(); // whoever sends slowly takes nobody's place
          compute(exchange, route, deadline);
        }
      }
    } finally {
      end.cancel(false);
    }
  }

  private void compute(JettyExchange exchange, Route route, Duration patience)
      throws InterruptedException {
    switch (admission.enter(patience)) {
      case Admission.Answer.Granted granted -> {
        try (granted;
            ClientWatch.Watch _ = exchange.watch(clients)) {
          route.handler().handle(exchange);
          exchange.finish();
        }
      }
      case Admission.Answer.Crowded crowded ->
          throw new Refused(
              Failure.of(
                      429,
                      Failure.Kind.OVERLOADED,
                      "overloaded",
                      "found %d requests waiting, which is the most; try again later"
                          .formatted(admission.waiting()))
                  .withRetryAfter(crowded.retryAfterSeconds()));
      case Admission.Answer.Late _ -> throw new CancellationException();
    }
  }

  private Duration deadline(Exchange exchange) {
    Optional<String> wanted = exchange.header(DEADLINE);
    if (wanted.isEmpty()) {
      return limits.deadline();
    }
    if (!wanted.get().matches("[0-9]{1,6}(\\.[0-9]{1,3})?") || wanted.get().matches("[0.]+")) {
      throw RequestException.of(
          DEADLINE, "found %s, wanted seconds, more than 0".formatted(Origins.shown(wanted.get())));
    }
    Duration asked =
        Duration.ofMillis(new BigDecimal(wanted.get()).movePointRight(3).longValueExact());
    return asked.compareTo(limits.deadline()) < 0 ? asked : limits.deadline();
  }

  private static Failure unavailable(String message, int retryAfter) {
    return Failure.of(503, Failure.Kind.UNAVAILABLE, "unavailable", message)
        .withRetryAfter(retryAfter);
  }

  private void fail(JettyExchange exchange, Throwable thrown, ErrorShape shape) {
    try {
      exchange.fail(failure(exchange, thrown), shape);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, exchange.id() + ": its error could not be sent", e);
    }
  }

  private Failure failure(JettyExchange exchange, Throwable thrown) {
    if (thrown instanceof Refused refused) {
      return refused.failure();
    }
    if (thrown instanceof CancellationException && exchange.isLate()) {
      return Failure.of(
          504,
          Failure.Kind.LATE,
          "deadline_exceeded",
          "not answered within its time (%s: at most %d s); ask for fewer tokens or try again later"
              .formatted(DEADLINE, limits.deadline().toSeconds()));
    }
    return Failure.of(thrown)
        .orElseGet(() -> {
          if (!exchange.isGone()) {
            LOG.log(System.Logger.Level.ERROR, exchange.id(), thrown);
          }
          return Failure.fault(exchange.id());
        });
  }
}
