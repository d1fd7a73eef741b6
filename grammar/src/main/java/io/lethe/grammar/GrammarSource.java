package io.lethe.grammar;

import java.util.List;

/**
 * What a model is to write, as something that can be kept: it goes into a trace, and a replay
 * compiles it again. Immutable. Schemas in it are checked when a grammar is compiled, not before.
 */
public sealed interface GrammarSource {
  /** Any JSON object. */
  record JsonObject() implements GrammarSource {}

  /**
   * JSON of a schema.
   *
   * @param schema a JSON Schema, as text
   */
  record JsonSchema(String schema) implements GrammarSource {}

  /**
   * Calls of tools, and text around them where there is a choice.
   *
   * @param tools at least one, no name twice
   */
  record ToolCalls(ToolSyntax syntax, List<ToolSchema> tools, Choice choice, Parallel parallel)
      implements GrammarSource {
    public ToolCalls {
      tools = List.copyOf(tools);
      if (tools.isEmpty()) {
        throw new IllegalArgumentException("found no tool that may be called, wanted one");
      }
      if (tools.stream().map(ToolSchema::name).distinct().count() < tools.size()) {
        throw new IllegalArgumentException("found two tools of one name, wanted different names");
      }
    }
  }

  /** Whether there must be a call. */
  enum Choice {
    /**
     * Any text; but what follows an opening is a call up to its closing, after which come text or
     * calls or the end.
     */
    AUTO,
    /** The answer is a call, or several. */
    REQUIRED
  }

  /** How many calls there may be. */
  enum Parallel {
    ONE,
    ALLOWED
  }

  static GrammarSource jsonObject() {
    return new JsonObject();
  }

  static GrammarSource jsonSchema(String schema) {
    return new JsonSchema(schema);
  }

  static GrammarSource toolCalls(
      ToolSyntax syntax, List<ToolSchema> tools, Choice choice, Parallel parallel) {
    return new ToolCalls(syntax, tools, choice, parallel);
  }

  /**
   * The inverse of {@link #text}.
   *
   * @throws GrammarException if it is none
   */
  static GrammarSource parse(String text) {
    return GrammarText.parse(text);
  }

  /** All of it, as JSON in one line. */
  default String text() {
    return GrammarText.write(this);
  }
}
