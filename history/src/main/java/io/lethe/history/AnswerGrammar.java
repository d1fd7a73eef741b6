package io.lethe.history;

import io.lethe.engine.Engine;
import io.lethe.grammar.GrammarException;
import io.lethe.grammar.GrammarSource;
import io.lethe.grammar.ToolSchema;
import io.lethe.grammar.ToolSyntax;
import java.util.List;
import java.util.Optional;

/** What a request lets the model write: calls of its tools, JSON of a schema, or anything. */
final class AnswerGrammar {
  private AnswerGrammar() {}

  /**
   * The grammar of a request's answers; nothing if they may be anything.
   *
   * @throws HistoryException.Contradiction if it cannot be carried out, or not within the tokens
   *     asked for
   */
  static Optional<GrammarSource> of(Request request, CallSyntax syntax, Engine engine) {
    try {
      Optional<GrammarSource> source = source(request, syntax);
      source.ifPresent(wanted -> {
        int least = engine.grammar(wanted).leastTokens();
        if (request.generation().maxTokens() < least) {
          throw new HistoryException.Contradiction(
              "found at most %d tokens for an answer, wanted %d or more: what it has to be may take that many"
                  .formatted(request.generation().maxTokens(), least));
        }
      });
      return source;
    } catch (GrammarException e) {
      HistoryException refused = new HistoryException.Contradiction(String.valueOf(e.getMessage()));
      refused.initCause(e);
      throw refused;
    }
  }

  private static Optional<GrammarSource> source(Request request, CallSyntax syntax) {
    return switch (request.toolChoice()) {
      case ToolChoice.Required _ ->
          Optional.of(
              calls(
                  request.tools(), syntax, GrammarSource.Choice.REQUIRED, parallel(request)));
      case ToolChoice.Named(String name) -> {
        List<Tool> named =
            request.tools().stream().filter(tool -> tool.name().equals(name)).toList();
        if (named.isEmpty()) {
          throw new HistoryException.Contradiction(
              "found the tool \"%s\" to be called, wanted one of %s"
                  .formatted(name, request.tools().stream().map(Tool::name).toList()));
        }
        yield Optional.of(
            calls(
                named, syntax, GrammarSource.Choice.REQUIRED, GrammarSource.Parallel.ONE));
      }
      case ToolChoice.None _ -> format(request);
      case ToolChoice.Auto _ -> {
        Optional<GrammarSource> format = format(request);
        yield format.isPresent() || request.tools().isEmpty()
            ? format
            : Optional.of(
                calls(request.tools(), syntax, GrammarSource.Choice.AUTO, parallel(request)));
      }
    };
  }

  private static Optional<GrammarSource> format(Request request) {
    return switch (request.format()) {
      case AnswerFormat.Text _ -> Optional.empty();
      case AnswerFormat.JsonObject _ -> Optional.of(GrammarSource.jsonObject());
      case AnswerFormat.JsonSchema(String schema) ->
          Optional.of(GrammarSource.jsonSchema(schema));
    };
  }

  private static GrammarSource.Parallel parallel(Request request) {
    return switch (request.calls()) {
      case ALLOWED -> GrammarSource.Parallel.ALLOWED;
      case ONE -> GrammarSource.Parallel.ONE;
    };
  }

  private static GrammarSource calls(
      List<Tool> tools,
      CallSyntax syntax,
      GrammarSource.Choice choice,
      GrammarSource.Parallel parallel) {
    if (tools.isEmpty()) {
      throw new HistoryException.Contradiction(
          "found no tools although one must be called, wanted one at least");
    }
    try {
      return GrammarSource.toolCalls(
          switch (syntax) {
            case HERMES -> ToolSyntax.HERMES;
            case LLAMA -> ToolSyntax.LLAMA3;
            case MISTRAL -> ToolSyntax.MISTRAL;
          },
          tools.stream().map(tool -> new ToolSchema(tool.name(), tool.parameters())).toList(),
          choice,
          parallel);
    } catch (IllegalArgumentException e) {
      HistoryException refused = new HistoryException.Contradiction(String.valueOf(e.getMessage()));
      refused.initCause(e);
      throw refused;
    }
  }
}
