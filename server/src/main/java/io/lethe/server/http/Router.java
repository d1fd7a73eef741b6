package io.lethe.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which route a request is for. Immutable. */
final class Router {
  /** What is at a path. */
  sealed interface Match {
    /**
     * A route.
     *
     * @param variables of its path, decoded
     */
    record Found(Route route, Map<String, String> variables) implements Match {}

    /** Something, for other methods. */
    record OtherMethod(TreeSet<String> allowed) implements Match {}

    /** Nothing. */
    record Nothing() implements Match {}
  }

  private record Entry(Route route, List<String> segments) {}

  private final List<Entry> entries;

  /**
   * @throws IllegalArgumentException if two are for the same requests
   */
  Router(List<Route> routes) {
    entries = routes.stream().map(route -> new Entry(route, segments(route.path()))).toList();
    Map<String, Route> seen = new HashMap<>();
    for (Route route : routes) {
      String key = route.method() + " " + route.path().replaceAll("\\{[^}]*}", "{}");
      if (seen.put(key, route) != null) {
        throw new IllegalArgumentException("found two routes for " + key + ", wanted one");
      }
    }
  }

  /** All routes, in their order. */
  List<Route> routes() {
    return entries.stream().map(Entry::route).toList();
  }

  /**
   * Finds a route; one with fewer variables goes before.
   *
   * @param path as it was sent, with its escapes
   */
  Match match(String method, String path) {
    List<String> segments = segments(path);
    String wanted = method.equals("HEAD") ? "GET" : method;
    Optional<Match.Found> best = Optional.empty();
    TreeSet<String> allowed = new TreeSet<>();
    for (Entry entry : entries) {
      Optional<Map<String, String>> variables = variables(entry.segments, segments);
      if (variables.isEmpty()) {
        continue;
      }
      allowed.add(entry.route.method());
      if (entry.route.method().equals(wanted)
          && best.map(found -> found.variables.size() > variables.get().size()).orElse(true)) {
        best = Optional.of(new Match.Found(entry.route, variables.get()));
      }
    }
    if (best.isPresent()) {
      return best.get();
    }
    return allowed.isEmpty() ? new Match.Nothing() : new Match.OtherMethod(allowed);
  }

  private static Optional<Map<String, String>> variables(
      List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String wanted = template.get(i);
      String found = segments.get(i);
      if (wanted.startsWith("{")) {
        if (found.isEmpty()) {
          return Optional.empty();
        }
        variables.put(wanted.substring(1, wanted.length() - 1), decoded(found));
      } else if (!wanted.equals(found)) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    if (segments.size() > 2 && segments.getLast().isEmpty()) {
      segments.removeLast(); // a slash at the end
    }
    return segments;
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }
}
