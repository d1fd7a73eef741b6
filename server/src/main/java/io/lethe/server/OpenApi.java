package io.lethe.server;

import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The routes as an OpenAPI document. */
final class OpenApi {
  /** What each route is for; the page and its assets are no interface and not listed. */
  static final Map<String, String> SUMMARIES =
      Map.ofEntries(
          Map.entry("POST /v1/chat/completions", "Answer a conversation (OpenAI)"),
          Map.entry("POST /v1/completions", "Continue a text (OpenAI)"),
          Map.entry("POST /v1/responses", "Answer, and keep the answer (OpenAI)"),
          Map.entry("POST /v1/responses/input_tokens", "Count a response's input tokens (OpenAI)"),
          Map.entry("GET /v1/responses/{id}", "A response that was kept (OpenAI)"),
          Map.entry("DELETE /v1/responses/{id}", "Delete a response that was kept (OpenAI)"),
          Map.entry("POST /v1/embeddings", "Texts as vectors (OpenAI)"),
          Map.entry("POST /v1/messages", "Answer a conversation (Anthropic)"),
          Map.entry("POST /v1/messages/count_tokens", "Count a conversation's tokens (Anthropic)"),
          Map.entry("GET /v1/models", "The models, in the shape of the vendor whose client asks"),
          Map.entry("GET /v1/models/{id}", "One model"),
          Map.entry("GET /v1/sessions", "The sessions of the key's owner, those used last first"),
          Map.entry("GET /v1/sessions/{id}", "A session: its parts, deletions and turns"),
          Map.entry("DELETE /v1/sessions/{id}", "Delete a session and its trace"),
          Map.entry("GET /v1/sessions/{id}/parts", "What was said in a session, part by part"),
          Map.entry("GET /v1/sessions/{id}/trace", "Everything that happened, a JSON line each"),
          Map.entry("GET /v1/sessions/{id}/map", "Which columns of the KV cache lie where"),
          Map.entry("GET /v1/sessions/{id}/events", "Says 'changed' whenever something happens"),
          Map.entry("POST /v1/sessions/{id}/forget", "Delete parts in place"),
          Map.entry("POST /v1/sessions/{id}/redact", "Make it as if parts had never been read"),
          Map.entry(
              "POST /v1/sessions/{id}/repair", "Forget parts and compute some of the rest again"),
          Map.entry("POST /v1/sessions/{id}/pin", "Keep parts from being forgotten"),
          Map.entry("POST /v1/sessions/{id}/unpin", "Let parts go again"),
          Map.entry("POST /v1/sessions/{id}/fork", "Begin a session as a copy"),
          Map.entry("POST /v1/sessions/{id}/replay", "Compute a session again and compare"),
          Map.entry("POST /tokenize", "A text as tokens"),
          Map.entry("POST /detokenize", "Tokens as a text"),
          Map.entry("GET /health", "Whether the server can answer"),
          Map.entry("GET /metrics", "Counters and measures, for Prometheus"),
          Map.entry("GET /openapi.json", "This document"));

  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  private OpenApi() {}

  /** Whether a route is part of the interface. */
  static boolean lists(Route route) {
    return SUMMARIES.containsKey(key(route));
  }

  static String key(Route route) {
    return route.method() + " " + route.path();
  }

  static Route route(List<Route> others) {
    List<Route> all = new ArrayList<>(others);
    Route own =
        new Route(
                "GET",
                "/openapi.json",
                ErrorShape.OPENAI,
                exchange -> exchange.answer(200, document(all)))
            .open();
    all.add(own);
    return own;
  }

  private static ObjectNode document(List<Route> routes) {
    ObjectNode document = Json.object().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Lethe")
        .put("version", "1")
        .put(
            "description",
            "OpenAI's and Anthropic's APIs as their own documents describe them, and sessions whose"
                + " context can be edited.");
    ObjectNode paths = document.putObject("paths");
    routes.stream().filter(OpenApi::lists).forEach(route -> add(paths, route));
    ObjectNode schemes = document.putObject("components").putObject("securitySchemes");
    schemes.putObject("bearer").put("type", "http").put("scheme", "bearer");
    schemes.putObject("key").put("type", "apiKey").put("in", "header").put("name", "x-api-key");
    return document;
  }

  private static void add(ObjectNode paths, Route route) {
    JsonNode known = paths.get(route.path());
    ObjectNode path = known instanceof ObjectNode object ? object : paths.putObject(route.path());
    ObjectNode operation = path.putObject(route.method().toLowerCase(Locale.ROOT));
    operation.put("summary", SUMMARIES.get(key(route)));
    ArrayNode parameters = operation.putArray("parameters");
    VARIABLE
        .matcher(route.path())
        .results()
        .map((MatchResult found) -> found.group(1))
        .forEach(name ->
            parameters
                .addObject()
                .put("name", name)
                .put("in", "path")
                .put("required", true)
                .putObject("schema")
                .put("type", "string"));
    if (route.method().equals("POST")) {
      operation
          .putObject("requestBody")
          .put("required", true)
          .putObject("content")
          .putObject("application/json")
          .putObject("schema")
          .put("type", "object");
    }
    ObjectNode responses = operation.putObject("responses");
    responses.putObject("200").put("description", "As asked");
    responses
        .putObject("default")
        .put(
            "description",
            switch (route.errors()) {
              case OPENAI -> "An error in OpenAI's shape";
              case ANTHROPIC -> "An error in Anthropic's shape";
            });
    ArrayNode security = operation.putArray("security");
    if (route.access() == Route.Access.KEY) {
      security.addObject().putArray("bearer");
      security.addObject().putArray("key");
    }
  }
}
