package io.lethe.grammar;

import io.lethe.grammar.GrammarSource.Choice;
import io.lethe.grammar.GrammarSource.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Grammar sources as JSON. */
final class GrammarText {
  private static final JsonMapper JSON = new JsonMapper();

  private GrammarText() {}

  static String write(GrammarSource source) {
    ObjectNode object = JSON.createObjectNode();
    switch (source) {
      case GrammarSource.JsonObject _ -> object.put("kind", "json_object");
      case GrammarSource.JsonSchema(String schema) ->
          object.put("kind", "json_schema").put("schema", schema);
      case GrammarSource.ToolCalls calls -> write(calls, object);
    }
    return object.toString();
  }

  private static void write(GrammarSource.ToolCalls calls, ObjectNode object) {
    ToolSyntax syntax = calls.syntax();
    object
        .put("kind", "tool_calls")
        .put("opening", syntax.opening())
        .put("closing", syntax.closing())
        .put("name_key", syntax.nameKey())
        .put("arguments_key", syntax.argumentsKey());
    syntax.separator().ifPresent(separator -> object.put("separator", separator));
    object
        .put("choice", calls.choice().name().toLowerCase(Locale.ROOT))
        .put("parallel", calls.parallel().name().toLowerCase(Locale.ROOT));
    ArrayNode tools = object.putArray("tools");
    for (ToolSchema tool : calls.tools()) {
      tools.addObject().put("name", tool.name()).put("parameters", tool.parameters());
    }
  }

  static GrammarSource parse(String text) {
    try {
      JsonNode object = JSON.readTree(text);
      String kind = string(object, "kind");
      return switch (kind) {
        case "json_object" -> new GrammarSource.JsonObject();
        case "json_schema" -> new GrammarSource.JsonSchema(string(object, "schema"));
        case "tool_calls" -> calls(object);
        default ->
            throw new GrammarException(
                "found a grammar of kind \"%s\", wanted json_object, json_schema or tool_calls"
                    .formatted(kind));
      };
    } catch (JacksonException | IllegalArgumentException e) {
      throw new GrammarException("found no grammar, wanted one: " + e.getMessage());
    }
  }

  private static GrammarSource calls(JsonNode object) {
    Optional<String> separator =
        object.has("separator") ? Optional.of(string(object, "separator")) : Optional.empty();
    List<ToolSchema> tools = new ArrayList<>();
    for (JsonNode tool : object.path("tools")) {
      tools.add(new ToolSchema(string(tool, "name"), string(tool, "parameters")));
    }
    return new GrammarSource.ToolCalls(
        new ToolSyntax(
            string(object, "opening"),
            string(object, "closing"),
            string(object, "name_key"),
            string(object, "arguments_key"),
            separator),
        tools,
        Choice.valueOf(string(object, "choice").toUpperCase(Locale.ROOT)),
        Parallel.valueOf(string(object, "parallel").toUpperCase(Locale.ROOT)));
  }

  private static String string(JsonNode object, String key) {
    JsonNode value = object.path(key);
    if (!value.isString()) {
      throw new GrammarException("found a grammar without a text \"" + key + "\", wanted one");
    }
    return value.asString();
  }
}
