package io.lethe.server;

import io.lethe.server.wire.Json;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A request's body that notes which of its fields are asked for, wherever they are. */
final class NotedBody extends ObjectNode {
  private final String path;
  private final transient Set<String> noted;

  private NotedBody(String path, Set<String> noted) {
    super(JsonNodeFactory.instance);
    this.path = path;
    this.noted = noted;
  }

  /**
   * A body.
   *
   * @param noted gets paths such as {@code messages.content.type}, without indexes of arrays
   */
  static JsonNode of(String json, Set<String> noted) {
    return noting(Json.read(json).orElseThrow(), "", noted);
  }

  private static JsonNode noting(JsonNode node, String path, Set<String> noted) {
    if (node.isObject()) {
      NotedBody object = new NotedBody(path, noted);
      node.forEachEntry(
          (name, value) -> object.set(name, noting(value, object.pathOf(name), noted)));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = Json.array();
      node.forEach(element -> array.add(noting(element, path, noted)));
      return array;
    }
    return node;
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  @Override
  public JsonNode get(String name) {
    noted.add(pathOf(name));
    return super.get(name);
  }

  /** A look that misses is none: who looks for a mark everywhere reads only what bears it. */
  @Override
  public JsonNode path(String name) {
    if (has(name)) {
      noted.add(pathOf(name));
    }
    return super.path(name);
  }

  @Override
  public boolean has(String name) {
    return propertyNames().contains(name);
  }
}
