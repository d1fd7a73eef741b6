package io.lethe.server.anthropic;

import io.lethe.history.Tool;
import io.lethe.history.ToolChoice;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code tools} and {@code tool_choice}. */
final class ToolReader {
  private ToolReader() {}

  /** The tools of a body, in its order. */
  static List<Tool> tools(Fields body) {
    List<Tool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Field each : body.elements("tools")) {
      Tool tool = tool(each);
      if (!names.add(tool.name())) {
        throw each.fault(
            "found a second tool named \"%s\", wanted names that differ".formatted(tool.name()));
      }
      tools.add(tool);
    }
    return tools;
  }

  private static Tool tool(Field field) {
    Fields tool = field.object();
    String type = tool.text("type").orElse("custom");
    String name = tool.requiredText("name");
    String schema =
        type.equals("custom") || tool.has("input_schema")
            ? Json.text(tool.requiredObject("input_schema").node())
            : ClientTools.schema(type)
                .orElseThrow(() ->
                    tool.required("type")
                        .wrong("custom with an input_schema: this server runs no tools itself"));
    String description = tool.text("description").orElseGet(() -> ClientTools.description(type));
    return field.checked(() -> new Tool(name, description, schema));
  }

  /** Whether a tool is to be called. */
  static ToolChoice choice(Fields body, List<Tool> tools) {
    return body.object("tool_choice")
        .map(choice -> read(choice, tools))
        .orElse(new ToolChoice.Auto());
  }

  private static ToolChoice read(Fields choice, List<Tool> tools) {
    Field type = choice.required("type");
    return switch (type.text()) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "any" -> {
        if (tools.isEmpty()) {
          throw type.wrong("auto or none where there are no tools");
        }
        yield new ToolChoice.Required();
      }
      case "tool" -> {
        Field name = choice.required("name");
        if (tools.stream().noneMatch(tool -> tool.name().equals(name.text()))) {
          throw name.wrong("the name of one of the tools");
        }
        yield new ToolChoice.Named(name.text());
      }
      default -> throw type.wrong("auto, any, tool or none");
    };
  }
}
