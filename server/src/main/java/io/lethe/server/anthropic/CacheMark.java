package io.lethe.server.anthropic;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** For how long a request asks that its beginning be cached. It is kept for good in any case. */
enum CacheMark {
  NONE,
  FIVE_MINUTES,
  ONE_HOUR;

  /** The longest that is asked for by a {@code cache_control} anywhere outside of texts. */
  static CacheMark of(JsonNode body) {
    CacheMark longest = of(body.path("cache_control"), NONE);
    for (String field : List.of("system", "tools", "messages")) {
      longest = longest(body.path(field), longest);
    }
    return longest;
  }

  /** Looks into lists and contents only: what else is nested belongs to tools and their users. */
  private static CacheMark longest(JsonNode nodes, CacheMark found) {
    CacheMark longest = found;
    // An object's values are no blocks.
    for (JsonNode node : nodes.isArray() ? nodes.values() : List.<JsonNode>of()) {
      longest = longest(node.path("content"), of(node.path("cache_control"), longest));
    }
    return longest;
  }

  private static CacheMark of(JsonNode control, CacheMark found) {
    if (!control.isObject()) {
      return found;
    }
    CacheMark asked = "1h".equals(control.path("ttl").asString("")) ? ONE_HOUR : FIVE_MINUTES;
    return asked.compareTo(found) > 0 ? asked : found;
  }
}
