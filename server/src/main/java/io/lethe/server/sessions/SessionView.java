package io.lethe.server.sessions;

import io.lethe.history.Glance;
import io.lethe.history.Glance.Use;
import io.lethe.history.Listed;
import io.lethe.history.Listed.Presence;
import io.lethe.server.wire.Json;
import io.lethe.session.Deletion;
import io.lethe.session.SessionPart;
import io.lethe.trace.SessionListing;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceLine;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sessions as JSON. */
final class SessionView {
  private SessionView() {}

  static ObjectNode listed(Listed listed) {
    ObjectNode view = Json.object().put("id", listed.name());
    listed
        .gist()
        .ifPresent(gist ->
            view.put("title", gist.title())
                .put("columns", gist.columns())
                .put("tokens", gist.tokens()));
    view.put("residence", listed.presence() == Presence.STORED ? "disk" : "memory")
        .put("busy", listed.presence() == Presence.BUSY);
    return switch (listed.listing()) {
      case SessionListing.Sound sound ->
          view.put("model", sound.model())
              .put("turns", sound.turns())
              .put("updated", sound.lastUsed().toString())
              .put("trace_bytes", sound.bytes());
      case SessionListing.Damaged damaged ->
          view.put("trouble", "found a damaged trace; see the server's log")
              .put("trace_bytes", damaged.bytes());
    };
  }

  static ObjectNode whole(Glance glance, TurnTimes times) {
    io.lethe.session.SessionView session = glance.view();
    Trace trace = glance.trace();
    ObjectNode view =
        Json.object()
            .put("id", session.name())
            .put("model", trace.opened().model())
            .put("created", trace.openedAt().toString())
            .put("updated", trace.lines().getLast().at().toString())
            .put("busy", glance.use() == Use.BUSY)
            .put("state", trace.state().hex())
            .put("turn", session.turn())
            .put("columns", session.columns())
            .put("tokens", session.length())
            .put("policies", session.options().policies());
    session.options().budget().ifPresent(budget -> view.put("budget", budget));
    view.set("parts", parts(session.parts(), session.deletions()));
    view.set("deletions", deletions(session.deletions()));
    view.set("turns", turns(glance, times));
    return view;
  }

  static ArrayNode parts(List<SessionPart> all, List<Deletion> deletions) {
    ArrayNode parts = Json.array();
    all.forEach(part -> parts.add(part(part, deletions)));
    return parts;
  }

  private static ObjectNode part(SessionPart part, List<Deletion> deletions) {
    ObjectNode view =
        Json.object()
            .put("id", part.id())
            .put("role", word(part.role()))
            .put("kind", word(part.kind()))
            .put("text", part.text())
            .put("turn", part.turn())
            .put("tokens", part.endToken() - part.firstToken())
            .put("columns", part.columns())
            .put("state", state(part))
            .put("pinned", part.pin() == SessionPart.Pin.PINNED);
    part.name().ifPresent(name -> view.put("name", name));
    deletions.stream()
        .filter(deletion -> deletion.parts().contains(part.id()))
        .findFirst()
        .ifPresent(deletion ->
            view.put("since", deletion.since())
                .put("by", deletion.by())
                .put("reason", deletion.reason())
                .put("kind_of_deletion", word(deletion.kind())));
    return view;
  }

  private static String state(SessionPart part) {
    if (part.isForgotten()) {
      return "forgotten";
    }
    if (part.isPartlyForgotten()) {
      return "partly_forgotten";
    }
    return part.pin() == SessionPart.Pin.PINNED ? "pinned" : "live";
  }

  private static ArrayNode deletions(List<Deletion> all) {
    ArrayNode deletions = Json.array();
    all.forEach(each -> deletions.add(deletion(each)));
    return deletions;
  }

  static ObjectNode deletion(Deletion deletion) {
    ObjectNode view = Json.object().put("kind", word(deletion.kind()));
    ArrayNode parts = view.putArray("parts");
    deletion.parts().forEach(parts::add);
    return view.put("since", deletion.since())
        .put("tokens", deletion.tokens())
        .put("by", deletion.by())
        .put("reason", deletion.reason());
  }

  /** What each turn read and wrote, and what was live after it. */
  private static ArrayNode turns(Glance glance, TurnTimes times) {
    Iterator<Deletion> deletions = glance.view().deletions().iterator();
    ArrayNode turns = Json.array();
    int read = 0;
    int columns = 0;
    int tokens = 0;
    for (TraceLine line : glance.trace().lines()) {
      switch (line.event()) {
        case TraceEvent.Appended appended -> {
          read += appended.tokens().size();
          columns += appended.tokens().size();
          tokens += appended.tokens().size();
        }
        case TraceEvent.Generated generated -> {
          columns += generated.tokens().size();
          tokens += generated.tokens().size();
          ObjectNode turn =
              Json.object()
                  .put("turn", generated.turn())
                  .put("at", line.at().toString())
                  .put("read", read)
                  .put("written", generated.tokens().size())
                  .put("columns", columns)
                  .put("tokens", tokens)
                  .put("finish", generated.finish());
          Optional<TurnTimes.Took> took = times.of(glance.view().name(), generated.turn());
          took.ifPresent(known ->
              turn.put("seconds", known.seconds())
                  .put("first_token_seconds", known.firstTokenSeconds()));
          turns.add(turn);
          read = 0;
        }
        case TraceEvent.Deleted _ ->
            // A session has one deletion for each such event; it counts no token twice.
            columns -= deletions.hasNext() ? deletions.next().tokens() : 0;
        case TraceEvent.Truncated truncated -> {
          long gone = Math.max(0, tokens - truncated.length());
          tokens -= (int) gone;
          columns = (int) Math.max(0, columns - gone);
        }
        case TraceEvent.Opened _,
            TraceEvent.Closed _,
            TraceEvent.Pinned _,
            TraceEvent.Forked _,
            TraceEvent.Recalled _,
            TraceEvent.Checkpoint _ -> {}
      }
    }
    return turns;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
