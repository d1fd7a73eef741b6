package io.lethe.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.lethe.server.wire.Json;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document as a judge. It is stricter than the document: an object with fields that the
 * document does not list is wrong.
 */
final class Contract {
  private final ObjectNode document;
  private final ObjectNode closed;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<JsonNode, Schema> compiled = new HashMap<>();

  Contract(ObjectNode document) {
    this.document = document;
    this.closed = document.deepCopy();
    close(closed.get("components").get("schemas"));
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(Contract::close);
  }

  ObjectNode document() {
    return document;
  }

  /** Method and path of every operation, such as {@code GET /health}. */
  Set<String> operations() {
    Set<String> all = new TreeSet<>();
    document
        .get("paths")
        .forEachEntry((path, item) ->
            item.forEachEntry((method, _) -> {
              if (!method.equals("parameters")) {
                all.add(method.toUpperCase(Locale.ROOT) + " " + path);
              }
            }));
    return all;
  }

  /** The operation of a method and a path, such as {@code GET /health}. */
  JsonNode operation(String name) {
    String[] parts = name.split(" ", 2);
    return document.get("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
  }

  /** What an operation says of an answer of a status, or by default. */
  JsonNode response(String operation, int status) {
    JsonNode responses = operation(operation).get("responses");
    String key = Integer.toString(status);
    return resolved(responses.has(key) ? responses.get(key) : responses.get("default"));
  }

  /** What a reference refers to; the node itself if it is none. */
  JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asString("");
    if (reference.isEmpty()) {
      return node;
    }
    JsonNode found = document.at(reference.substring(1));
    assertThat(found.isMissingNode()).as("%s is nowhere", reference).isFalse();
    return resolved(found);
  }

  /** The body of an answer is as the operation says. */
  void accept(String operation, int status, String mediaType, String body) {
    JsonNode schema = response(operation, status).path("content").path(mediaType).path("schema");
    assertThat(schema.isMissingNode())
        .as("%s answers %d with %s, of which nothing is said", operation, status, mediaType)
        .isFalse();
    accept(schema, body, operation + " " + status);
  }

  void accept(JsonNode schema, String json, String what) {
    assertThat(
            compiled
                .computeIfAbsent(schema, this::compile)
                .validate(
                    json,
                    InputFormat.JSON,
                    context ->
                        context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as("%s: %s", what, json)
        .isEmpty();
  }

  private Schema compile(JsonNode schema) {
    ObjectNode whole = ((ObjectNode) schema).deepCopy();
    close(whole);
    whole.set("components", closed.get("components"));
    return registry.getSchema(Json.text(whole), InputFormat.JSON);
  }
}
