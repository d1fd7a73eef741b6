package io.lethe.server.sessions;

import io.lethe.history.Glance;
import io.lethe.history.Histories;
import io.lethe.server.http.EventStream;
import io.lethe.server.http.Exchange;
import io.lethe.server.http.Handler;
import io.lethe.server.http.RequestException;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import io.lethe.session.Deletion;
import io.lethe.session.Divergence;
import io.lethe.session.Replay;
import io.lethe.session.Session;
import io.lethe.session.SessionPart.Pin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of sessions and done to them. Safe for many threads. */
public final class SessionRoutes {
  private static final String ONE = "/v1/sessions/{id}";
  private static final String CLIENT = "client";
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Histories histories;
  private final Changes changes;
  private final TurnTimes times;

  private SessionRoutes(Histories histories, Changes changes, TurnTimes times) {
    this.histories = histories;
    this.changes = changes;
    this.times = times;
  }

  /** The routes below {@code /v1/sessions}. */
  public static List<Route> of(Histories histories, Changes changes, TurnTimes times) {
    SessionRoutes routes = new SessionRoutes(histories, changes, times);
    return List.of(
        route("GET", "/v1/sessions", routes::list),
        route("GET", ONE, routes::one),
        route("DELETE", ONE, routes::delete),
        route("GET", ONE + "/parts", routes::parts),
        route("GET", ONE + "/trace", routes::trace),
        route("GET", ONE + "/map", routes::map),
        route("GET", ONE + "/events", routes::events),
        route("POST", ONE + "/forget", routes::forget),
        route("POST", ONE + "/redact", routes::redact),
        route("POST", ONE + "/repair", routes::repair),
        route("POST", ONE + "/pin", exchange -> routes.pin(exchange, Pin.PINNED)).quick(),
        route("POST", ONE + "/unpin", exchange -> routes.pin(exchange, Pin.FREE)).quick(),
        route("POST", ONE + "/fork", routes::fork),
        route("POST", ONE + "/replay", routes::replay));
  }

  private static Route route(String method, String path, Handler handler) {
    return new Route(method, path, ErrorShape.OPENAI, handler);
  }

  private void list(Exchange exchange) {
    ObjectNode answer = Json.object().put("object", "list");
    ArrayNode sessions = answer.putArray("data");
    histories.sessions(exchange.owner()).forEach(each -> sessions.add(SessionView.listed(each)));
    exchange.answer(200, answer);
  }

  private void one(Exchange exchange) {
    exchange.answer(200, SessionView.whole(glance(exchange), times));
  }

  private void parts(Exchange exchange) {
    Glance glance = glance(exchange);
    ObjectNode answer = Json.object().put("object", "list");
    answer.put("busy", glance.use() == Glance.Use.BUSY);
    answer.set("data", SessionView.parts(glance.view().parts(), glance.view().deletions()));
    exchange.answer(200, answer);
  }

  private Glance glance(Exchange exchange) {
    return histories.glance(exchange.owner(), exchange.path("id"));
  }

  private void trace(Exchange exchange) {
    exchange.answer(
        200,
        "application/x-ndjson",
        histories.trace(exchange.owner(), exchange.path("id")).written());
  }

  private void map(Exchange exchange) {
    exchange.answer(200, MapView.of(glance(exchange)));
  }

  private void delete(Exchange exchange) {
    String name = exchange.path("id");
    histories.delete(exchange.owner(), name);
    changes.happened(name);
    exchange.answer(200, Json.object().put("id", name).put("deleted", true));
  }

  /** Says {@code changed} whenever something happened, until the client has heard enough. */
  private void events(Exchange exchange) {
    String name = exchange.path("id");
    histories.trace(exchange.owner(), name); // is it there, and this owner's?
    long seen = changes.count(name);
    try (EventStream stream = exchange.stream()) {
      stream.comment("watching");
      while (!exchange.cancellation().isCancelled()) {
        long count = changes.await(name, seen, PATIENCE);
        if (count != seen) {
          seen = count;
          stream.event("changed", Json.text(Json.object().put("session", name)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget(Exchange exchange) {
    delete(exchange, (session, parts, reason) -> session.forget(parts, reason, CLIENT));
  }

  private void redact(Exchange exchange) {
    delete(exchange, (session, parts, reason) -> session.redact(parts, reason, CLIENT));
  }

  private void repair(Exchange exchange) {
    double share = Fields.of(exchange.json()).number("share", 0, 1).orElse(0.2);
    delete(exchange, (session, parts, reason) -> session.repair(parts, share, reason, CLIENT));
  }

  /** A way to delete parts. */
  @FunctionalInterface
  private interface Way {
    Deletion delete(Session session, List<Integer> parts, String reason);
  }

  private void delete(Exchange exchange, Way way) {
    Fields asked = Fields.of(exchange.json());
    List<Integer> parts = partIds(asked);
    String reason = asked.text("reason").orElse("by request");
    String name = exchange.path("id");
    ObjectNode answer =
        histories.session(
            exchange.owner(),
            name,
            session -> {
              int before = session.columns();
              Deletion deletion = way.delete(session, parts, reason);
              return Json.object()
                  .put("session", name)
                  .put("columns_before", before)
                  .put("columns", session.columns())
                  .set("deletion", SessionView.deletion(deletion));
            });
    changes.happened(name);
    exchange.answer(200, answer);
  }

  private void pin(Exchange exchange, Pin pin) {
    List<Integer> parts = partIds(Fields.of(exchange.json()));
    String name = exchange.path("id");
    ObjectNode answer = Json.object().put("object", "list").put("busy", false);
    answer.set(
        "data",
        histories.session(
            exchange.owner(),
            name,
            session -> {
              parts.forEach(session::part); // all of them, or none
              parts.forEach(part -> session.pin(part, pin));
              return SessionView.parts(session.parts(), session.deletions());
            }));
    changes.happened(name);
    exchange.answer(200, answer);
  }

  private static List<Integer> partIds(Fields asked) {
    List<Field> parts = asked.required("parts").elements();
    if (parts.isEmpty()) {
      throw RequestException.of("parts", "parts: found none, wanted the ids of one or more");
    }
    return parts.stream().map(part -> part.integer(0, Integer.MAX_VALUE)).distinct().toList();
  }

  private void fork(Exchange exchange) {
    Fields asked = Fields.of(exchange.json());
    String name = exchange.path("id");
    Optional<String> wanted = asked.text("name");
    OptionalInt turn = asked.integer("turn", 0, Integer.MAX_VALUE);
    String copy =
        turn.isPresent()
            ? histories.forkAt(exchange.owner(), name, turn.getAsInt(), wanted)
            : histories.fork(exchange.owner(), name, wanted);
    changes.happened(copy);
    exchange.answer(200, Json.object().put("id", copy).put("from", name));
  }

  private void replay(Exchange exchange) {
    Fields asked = Fields.of(exchange.json());
    boolean leftOut =
        asked
            .oneOf("deletions", List.of("as_recorded", "left_out"))
            .equals(Optional.of("left_out"));
    Replay.Report report =
        histories.replay(
            exchange.owner(),
            exchange.path("id"),
            leftOut ? Replay.Deletions.LEFT_OUT : Replay.Deletions.AS_RECORDED,
            asked.integer("until", 0, Integer.MAX_VALUE));
    ObjectNode answer =
        Json.object()
            .put("same", report.divergence().isEmpty())
            .put("turns", report.turns())
            .put("tokens", report.tokens())
            .put("checked", report.checked())
            .put("states_compared", report.statesCompared())
            .put("columns", report.columns())
            .put("digest", report.digest())
            .put("seconds", report.seconds());
    report.divergence().ifPresent(difference -> answer.put("difference", text(difference)));
    exchange.answer(200, answer);
  }

  private static String text(Divergence difference) {
    return switch (difference) {
      case Divergence.OtherToken token ->
          "differs at event %d, token %d: recorded %d, found %d"
              .formatted(token.event(), token.index(), token.recorded(), token.found());
      case Divergence.OtherState state ->
          "differs in the columns after event %d: recorded digest %s, found %s"
              .formatted(state.event(), state.recorded(), state.found());
    };
  }
}
