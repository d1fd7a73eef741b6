package io.lethe.imports;

import io.lethe.history.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the tools that a request's body tells of, in the form of either vendor. */
final class ToolList {
  private ToolList() {}

  /** Those of them that a model here can be told of. */
  static List<Tool> read(JsonNode body, LeftOut leftOut) {
    List<Tool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode each : body.path("tools")) {
      JsonNode tool = each.path("function").isObject() ? each.path("function") : each;
      JsonNode schema =
          tool.path("parameters").isObject() ? tool.path("parameters") : tool.path("input_schema");
      try {
        String parameters = schema.isObject() ? schema.toString() : "";
        Tool read =
            new Tool(Content.text(tool, "name"), Content.text(tool, "description"), parameters);
        if (names.add(read.name())) {
          tools.add(read);
          continue;
        }
      } catch (IllegalArgumentException _) {
        // Counted below, like one that came twice.
      }
      leftOut.add("tools");
    }
    return tools;
  }
}
