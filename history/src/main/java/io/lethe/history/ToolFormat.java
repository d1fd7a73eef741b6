package io.lethe.history;

import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.template.ChatRequest;
import io.lethe.tokenizer.template.ChatTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a model is told of tools and of their results, and how it writes calls and thoughts, as far
 * as its chat template says. Where the template says nothing of tools, a text of our own does, in
 * the form that Hermes and Qwen models learned. Immutable, safe for use by many threads.
 *
 * @param syntax how calls are written
 * @param telling who tells the model of tools
 * @param results how results come to the model
 * @param laterSystem how a message of the system comes that is not the first
 * @param beginning where answers begin
 */
public record ToolFormat(
    CallSyntax syntax,
    Telling telling,
    Results results,
    LaterSystem laterSystem,
    BlockSplitter.Beginning beginning) {
  /** Who tells the model of tools. */
  public enum Telling {
    /** The template, which is given them; see {@link #templateTools}. */
    TEMPLATE,
    /** A text in front of the system's; see {@link #describe}. */
    SYSTEM_TEXT
  }

  /** How results of tools come to the model. */
  public enum Results {
    /** As messages of the role {@code tool}. */
    TOOL_ROLE,
    /** In the user's message, between tags. */
    USER_TEXT
  }

  /** How a message of the system comes that is not the first. */
  public enum LaterSystem {
    SYSTEM_ROLE,
    /** In the user's message, as a reminder between tags. */
    USER_TEXT
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};
  // What Qwen's template says, to the letter.
  private static final ChatTemplate DESCRIPTION =
      ChatTemplate.parse(
          "tools",
          """
          # Tools

          You may call one or more functions to assist with the user query.

          You are provided with function signatures within <tools></tools> XML tags:
          <tools>
          {%- for tool in tools %}{{ "\\n" }}{{ tool | tojson }}{%- endfor %}{{ "\\n" }}
          {{- "</tools>" }}

          For each function call, return a json object with function name and arguments within \
          <tool_call></tool_call> XML tags:
          <tool_call>
          {"name": <function-name>, "arguments": <args-json-object>}
          </tool_call>\
          """);

  /** What a template says; takes a millisecond or two, so keep it. */
  public static ToolFormat of(ChatTemplate template) {
    TemplateProbe probe = new TemplateProbe(template);
    Optional<CallSyntax> syntax = probe.syntax();
    return new ToolFormat(
        syntax.orElse(CallSyntax.HERMES),
        syntax.isPresent() ? Telling.TEMPLATE : Telling.SYSTEM_TEXT,
        probe.takesToolRole() ? Results.TOOL_ROLE : Results.USER_TEXT,
        probe.takesLaterSystem() ? LaterSystem.SYSTEM_ROLE : LaterSystem.USER_TEXT,
        probe.opensThought()
            ? BlockSplitter.Beginning.INSIDE_THOUGHT
            : BlockSplitter.Beginning.OUTSIDE);
  }

  /**
   * What the system has to say of tools; nothing if there are none, or if the template says it.
   *
   * @throws HistoryException.Contradiction if the parameters of one are no JSON object
   */
  public Optional<String> describe(List<Tool> tools) {
    return switch (telling) {
      case TEMPLATE -> Optional.empty();
      case SYSTEM_TEXT -> tools.isEmpty() ? Optional.empty() : Optional.of(described(tools));
    };
  }

  private static String described(List<Tool> tools) {
    return DESCRIPTION
        .render(
            ChatRequest.of(List.of()).withTools(tools.stream().map(ToolFormat::function).toList()))
        .text();
  }

  /**
   * What the template is to be given as tools: OpenAI functions in JSON's types. Empty if the
   * system's text tells of them.
   *
   * @throws HistoryException.Contradiction if the parameters of one are no JSON object
   */
  public List<Map<String, ?>> templateTools(List<Tool> tools) {
    return switch (telling) {
      case TEMPLATE -> tools.stream().<Map<String, ?>>map(ToolFormat::function).toList();
      case SYSTEM_TEXT -> List.of();
    };
  }

  private static Map<String, ?> function(Tool tool) {
    Map<String, @Nullable Object> function = new LinkedHashMap<>();
    function.put("name", tool.name());
    function.put("description", tool.description());
    function.put("parameters", parameters(tool));
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put("type", "function");
    whole.put("function", function);
    return whole;
  }

  private static Map<String, ?> parameters(Tool tool) {
    if (tool.parameters().isBlank()) {
      return Map.of("type", "object", "properties", Map.of());
    }
    try {
      if (JSON.readTree(tool.parameters()).isObject()) {
        return JSON.readValue(tool.parameters(), OBJECT);
      }
    } catch (JacksonException _) {
      // The message below says what is wrong without quoting the parser.
    }
    throw new HistoryException.Contradiction(
        "the parameters of the tool \"%s\" are no JSON object: found %s; wanted a JSON Schema of an object"
            .formatted(tool.name(), excerpt(tool.parameters())));
  }

  private static String excerpt(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }

  /**
   * An answer as the model would have written it: for answers that a client gives and no session
   * wrote. The tags are the template's own text, all else is quoted. {@link BlockSplitter} finds
   * the same blocks in it.
   *
   * @throws IllegalArgumentException if there is the result of a tool among the blocks
   */
  public Prompt written(List<Block> blocks) {
    return new AnswerWriter(syntax, beginning).write(blocks);
  }

  /** The result of a tool as it stands in the user's message. */
  static String wrapped(String result) {
    return RESULT_BEGIN + result + "\n</tool_response>\n";
  }

  /** What a result in the user's message begins with. */
  static final String RESULT_BEGIN = "<tool_response>\n";
}
