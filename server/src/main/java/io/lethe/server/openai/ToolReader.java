package io.lethe.server.openai;

import io.lethe.history.Tool;
import io.lethe.history.ToolChoice;
import io.lethe.history.ToolChoice.Allowed.Mode;
import io.lethe.server.http.RequestException;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the tools of a request and whether they are to be called. */
final class ToolReader {
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";
  private static final String WANTED = "none, auto, required, a function or allowed_tools";

  /** Where a tool's name stands. */
  enum Shape {
    /** In an object {@code function}: chat completions. */
    NESTED,
    /** Beside its type: responses. */
    FLAT
  }

  /**
   * Tools, and whether they are to be called.
   *
   * @param tools that the model is told of
   */
  record Offer(List<Tool> tools, ToolChoice choice) {
    Offer {
      tools = List.copyOf(tools);
    }
  }

  private final Shape shape;

  ToolReader(Shape shape) {
    this.shape = shape;
  }

  Offer read(Fields body) {
    List<Tool> tools = tools(body);
    return body.field("tool_choice")
        .map(choice -> offer(choice, tools))
        .orElseGet(() -> new Offer(tools, new ToolChoice.Auto()));
  }

  private List<Tool> tools(Fields body) {
    List<Tool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Field element : body.elements("tools")) {
      Fields declared = function(element.object());
      Field name = declared.required("name");
      String text = name.text();
      String description = declared.text("description").orElse("");
      String parameters =
          declared.object("parameters").map(it -> Json.text(it.node())).orElse(NO_PARAMETERS);
      declared.field("strict").ifPresent(Field::truth);
      tools.add(name.checked(() -> new Tool(text, description, parameters)));
      if (!names.add(text)) {
        throw name.fault("found a second tool of this name, wanted each name once");
      }
    }
    return tools;
  }

  /** The fields that name a function, in an object that says it is one. */
  private Fields function(Fields declared) {
    Field type = declared.required("type");
    if (!type.text().equals("function")) {
      throw type.wrong("function, the only kind of tool this server knows");
    }
    return switch (shape) {
      case NESTED -> declared.requiredObject("function");
      case FLAT -> declared;
    };
  }

  private Offer offer(Field field, List<Tool> tools) {
    Offer offer = field.isText() ? word(field, tools) : object(field.object(), tools);
    if (offer.choice().isForced() && offer.choice().callable(offer.tools()).isEmpty()) {
      throw field.fault("found no tools, wanted some to choose from");
    }
    return offer;
  }

  private Offer word(Field field, List<Tool> tools) {
    return new Offer(
        tools,
        switch (field.text()) {
          case "none" -> new ToolChoice.None();
          case "auto" -> new ToolChoice.Auto();
          case "required" -> new ToolChoice.Required();
          default -> throw field.wrong(WANTED);
        });
  }

  private Offer object(Fields choice, List<Tool> tools) {
    Field type = choice.required("type");
    return switch (type.text()) {
      case "function" -> new Offer(tools, new ToolChoice.Named(known(choice, tools).name()));
      case "allowed_tools" ->
          allowed(
              switch (shape) {
                case NESTED -> choice.requiredObject("allowed_tools");
                case FLAT -> choice;
              },
              tools);
      default -> throw type.wrong("function or allowed_tools");
    };
  }

  /** The model is told of all tools all the same, so that what it has read of them stays. */
  private Offer allowed(Fields allowed, List<Tool> tools) {
    Optional<String> mode = allowed.oneOf("mode", List.of("auto", "required"));
    Set<String> names = new HashSet<>();
    for (Field element : allowed.required("tools").elements()) {
      names.add(known(element.object(), tools).name());
    }
    boolean required = mode.equals(Optional.of("required"));
    return new Offer(tools, new ToolChoice.Allowed(names, required ? Mode.REQUIRED : Mode.AUTO));
  }

  private Tool known(Fields named, List<Tool> tools) {
    Field name = function(named).required("name");
    String text = name.text();
    return tools.stream()
        .filter(tool -> tool.name().equals(text))
        .findFirst()
        .orElseThrow(() -> unknown(name, tools));
  }

  private static RequestException unknown(Field name, List<Tool> tools) {
    return name.wrong("one of the tools: " + tools.stream().map(Tool::name).toList());
  }
}
