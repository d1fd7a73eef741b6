package io.lethe.server.sessions;

import io.lethe.history.Glance;
import io.lethe.server.wire.Json;
import io.lethe.session.KvMap;
import io.lethe.session.SessionPart;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TracedPart;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which columns lie where, as JSON: a letter for each slot of a block. {@code L} live, {@code P}
 * live and pinned, {@code F} forgotten and not yet taken again, {@code E} empty.
 */
final class MapView {
  private MapView() {}

  /** Without blocks while the session is being opened. */
  static ObjectNode of(Glance glance) {
    KvMap map = glance.map().orElse(new KvMap(List.of(), 1));
    NavigableMap<Long, Long> pinned = pinned(glance.view().parts(), glance.trace());
    ObjectNode view =
        Json.object().put("slots", map.slots()).put("busy", glance.use() == Glance.Use.BUSY);
    ArrayNode blocks = view.putArray("blocks");
    for (int i = 0; i < map.blocks().size(); i++) {
      KvMap.Block block = map.blocks().get(i);
      StringBuilder columns = new StringBuilder(map.slots());
      block.columns().forEach(column -> columns.append(letter(column, pinned)));
      columns.append("E".repeat(map.slots() - columns.length()));
      blocks
          .addObject()
          .put("index", i)
          .put(
              "state",
              switch (block.holding()) {
                case SOLE -> "sole";
                case SHARED -> "shared";
                case ADOPTED -> "stored";
              })
          .put("first_position", block.columns().getFirst().position())
          .put("columns", columns.toString());
    }
    return view;
  }

  private static char letter(KvMap.Column column, NavigableMap<Long, Long> pinned) {
    return switch (column.state()) {
      case FORGOTTEN -> 'F';
      case LIVE -> {
        var span = pinned.floorEntry(column.position());
        yield span != null && column.position() < span.getValue() ? 'P' : 'L';
      }
    };
  }

  /**
   * The positions of pinned parts, from start to end. None once positions were closed: then they
   * are others than those in the trace.
   */
  private static NavigableMap<Long, Long> pinned(List<SessionPart> parts, Trace trace) {
    Set<Integer> ids =
        parts.stream()
            .filter(part -> part.pin() == SessionPart.Pin.PINNED)
            .map(SessionPart::id)
            .collect(Collectors.toCollection(HashSet::new));
    TreeMap<Long, Long> spans = new TreeMap<>();
    for (TraceEvent event : trace.events()) {
      switch (event) {
        case TraceEvent.Appended appended -> {
          for (TracedPart part : appended.parts()) {
            if (ids.contains(part.id())) {
              spans.put(
                  appended.firstPosition() + part.start(), appended.firstPosition() + part.end());
            }
          }
        }
        case TraceEvent.Generated generated -> {
          if (ids.contains(generated.part())) {
            spans.put(
                generated.firstPosition(), generated.firstPosition() + generated.tokens().size());
          }
        }
        case TraceEvent.Closed _ -> {
          return new TreeMap<>();
        }
        case TraceEvent.Opened _,
            TraceEvent.Deleted _,
            TraceEvent.Pinned _,
            TraceEvent.Forked _,
            TraceEvent.Truncated _,
            TraceEvent.Recalled _,
            TraceEvent.Checkpoint _ -> {}
      }
    }
    return spans;
  }
}
