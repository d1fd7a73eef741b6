package io.lethe.tokenizer.template;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat template, parsed once and rendered as often as one likes. Immutable, safe for use by many
 * threads. Renders to the byte what jinja2 gives in the sandbox that transformers sets up.
 */
public final class ChatTemplate {
  private static final int LONGEST_SOURCE = 1_000_000;

  private final String name;
  private final List<Statement> statements;
  private final TemplateLimits limits;

  private ChatTemplate(String name, List<Statement> statements, TemplateLimits limits) {
    this.name = name;
    this.statements = statements;
    this.limits = limits;
  }

  /**
   * Reads a template.
   *
   * @param name what messages of exceptions call it, such as the file it comes from
   */
  public static ChatTemplate parse(String name, String source) {
    if (source.length() > LONGEST_SOURCE) {
      throw Fault.limit("characters of the source", source.length(), LONGEST_SOURCE).at(name, 1);
    }
    return new ChatTemplate(name, TemplateParser.parse(name, source), TemplateLimits.DEFAULT);
  }

  /** The same template under other limits. */
  public ChatTemplate within(TemplateLimits newLimits) {
    return new ChatTemplate(name, statements, newLimits);
  }

  public String name() {
    return name;
  }

  /** Renders a chat, or throws a {@link TemplateException}. */
  public RenderedChat render(ChatRequest request) {
    Map<String, @Nullable Object> content = new HashMap<>(request.contentVariables());
    content.keySet().removeAll(request.variables().keySet());
    content.put("messages", request.messages().stream().map(ChatMessage::variables).toList());
    content.put("tools", request.tools().isEmpty() ? null : request.tools());
    Map<String, @Nullable Object> trusted = new HashMap<>();
    trusted.put("documents", null);
    trusted.putAll(request.variables());
    trusted.put("add_generation_prompt", request.ending() == ChatRequest.Ending.GENERATION_PROMPT);
    return RenderedChat.of(render(trusted, content, request.clock()));
  }

  /** Renders with whatever variables; those of the same name in {@code content} win. */
  Text render(Map<String, ?> trusted, Map<String, ?> content, Clock clock) {
    try {
      Values values = new Values();
      Map<String, Value> variables = new HashMap<>();
      trusted.forEach((key, value) -> variables.put(key, values.of(value, Origin.TEMPLATE)));
      content.forEach((key, value) -> variables.put(key, values.of(value, Origin.CONTENT)));
      Rendering rendering = new Rendering(new Budget(limits, values.characters()), clock);
      return print(rendering, Scope.outermost(variables));
    } catch (Fault fault) {
      throw fault.at(name, 1);
    }
  }

  private Text print(Rendering rendering, Scope scope) {
    try {
      return new Executor(rendering).print(statements, scope);
    } catch (Fault fault) {
      throw fault.at(name, rendering.line());
    }
  }
}
