package io.lethe.history;

import io.lethe.engine.Engine;
import io.lethe.engine.GenerationRequest;
import io.lethe.grammar.GrammarException;
import io.lethe.grammar.GrammarSource;
import io.lethe.grammar.ToolSchema;
import io.lethe.grammar.ToolSyntax;
import java.util.List;
import java.util.Optional;

/** What a request lets the model write, as a grammar. */
final class AnswerGrammar {
  private static final String ANY_OBJECT = "{\"type\":\"object\"}";

  private AnswerGrammar() {}

  /**
   * How tokens are chosen for a request.
   *
   * @throws HistoryException.Contradiction if the tool that must be called is none of the tools, if
   *     the schema of the answer's format cannot be carried out, or if the fewest tokens of an
   *     answer are more than were asked for
   */
  static GenerationRequest generation(Request request, ToolFormat format, Engine engine) {
    Optional<GrammarSource> source = source(request, format, engine);
    if (source.isEmpty()) {
      return request.generation();
    }
    int least = leastTokens(source.get(), engine);
    int most = request.generation().maxTokens();
    if (least > most) {
      throw new HistoryException.Contradiction(
          "found at most %d tokens for an answer whose format takes %d or more; ask for as many"
              .formatted(most, least));
    }
    return request.generation().withGrammar(source.get());
  }

  private static int leastTokens(GrammarSource source, Engine engine) {
    try {
      return engine.grammar(source).leastTokens();
    } catch (GrammarException e) {
      HistoryException refused = new HistoryException.Contradiction(String.valueOf(e.getMessage()));
      refused.initCause(e);
      throw refused;
    }
  }

  private static Optional<GrammarSource> source(Request request, ToolFormat format, Engine engine) {
    List<Tool> tools = request.toolChoice().callable(request.tools());
    GrammarSource.Parallel parallel =
        request.toolChoice() instanceof ToolChoice.Named
            ? GrammarSource.Parallel.ONE
            : parallel(request);
    if (request.toolChoice().isForced()) {
      return Optional.of(
          calls(request, format, engine, tools, GrammarSource.Choice.REQUIRED, parallel));
    }
    Optional<GrammarSource> written = written(request.format());
    return written.isPresent() || tools.isEmpty() || !mayCall(request, format)
        ? written
        : Optional.of(calls(request, format, engine, tools, GrammarSource.Choice.AUTO, parallel));
  }

  /** Where a call is the whole answer, one that has begun as text holds none. */
  private static boolean mayCall(Request request, ToolFormat format) {
    return request.begun().isEmpty() || format.syntax() != CallSyntax.LLAMA;
  }

  private static Optional<GrammarSource> written(AnswerFormat format) {
    return switch (format) {
      case AnswerFormat.Text _ -> Optional.empty();
      case AnswerFormat.JsonObject _ -> Optional.of(GrammarSource.jsonObject());
      case AnswerFormat.JsonSchema(String schema) -> Optional.of(GrammarSource.jsonSchema(schema));
    };
  }

  private static GrammarSource.Parallel parallel(Request request) {
    return switch (request.calls()) {
      case ALLOWED -> GrammarSource.Parallel.ALLOWED;
      case ONE -> GrammarSource.Parallel.ONE;
    };
  }

  /** Calls of tools; where a schema goes beyond what can be held to, any object will do. */
  private static GrammarSource calls(
      Request request,
      ToolFormat format,
      Engine engine,
      List<Tool> tools,
      GrammarSource.Choice choice,
      GrammarSource.Parallel parallel) {
    if (tools.isEmpty()) {
      throw new HistoryException.Contradiction(
          "found that a tool must be called and none of %s is it; wanted one of the tools given"
              .formatted(request.tools().stream().map(Tool::name).toList()));
    }
    List<ToolSchema> exact =
        tools.stream().map(tool -> new ToolSchema(tool.name(), parameters(tool))).toList();
    GrammarSource source =
        GrammarSource.toolCalls(syntax(format.syntax()), exact, choice, parallel);
    try {
      engine.grammar(source);
      return source;
    } catch (GrammarException _) {
      List<ToolSchema> loose =
          tools.stream().map(tool -> new ToolSchema(tool.name(), ANY_OBJECT)).toList();
      return GrammarSource.toolCalls(syntax(format.syntax()), loose, choice, parallel);
    }
  }

  private static String parameters(Tool tool) {
    return tool.parameters().isBlank() ? ANY_OBJECT : tool.parameters();
  }

  private static ToolSyntax syntax(CallSyntax syntax) {
    return switch (syntax) {
      case HERMES -> ToolSyntax.HERMES;
      case LLAMA -> ToolSyntax.LLAMA3;
      case MISTRAL -> ToolSyntax.MISTRAL;
    };
  }
}
