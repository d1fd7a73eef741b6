package io.lethe.history;

import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.tokenizer.template.ChatMessage.ToolCall;
import io.lethe.tokenizer.template.ChatRequest;
import io.lethe.tokenizer.template.ChatTemplate;
import io.lethe.tokenizer.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out what a chat template does with tools by rendering small chats. */
final class TemplateProbe {
  private static final String TOOL = "probe_5c1e";
  private static final String TEXT = "probe text 7d20";
  private static final ChatMessage ASKED = ChatMessage.user("Hello");
  private static final ChatMessage ANSWERED = ChatMessage.assistant("Hello");
  private static final ChatMessage CALLING =
      // Some templates insist on ids of nine letters.
      ChatMessage.assistant("").withToolCalls(List.of(new ToolCall("abcdefghi", TOOL, Map.of())));

  private final ChatTemplate template;

  TemplateProbe(ChatTemplate template) {
    this.template = template;
  }

  /** How calls are written, if the template tells of tools and of calls in a way that is known. */
  Optional<CallSyntax> syntax() {
    String told = rendered(request(ASKED).withTools(List.of(tool()))).orElse("");
    String written = rendered(request(ASKED, CALLING)).orElse("");
    if (!told.contains(TOOL)) {
      return Optional.empty();
    }
    String all = told + written;
    if (all.contains("<tool_call>")) {
      return Optional.of(CallSyntax.HERMES);
    }
    if (all.contains("[TOOL_CALLS]")) {
      return Optional.of(CallSyntax.MISTRAL);
    }
    return written.contains("{\"name\": \"%s\", \"parameters\":".formatted(TOOL))
        ? Optional.of(CallSyntax.LLAMA)
        : Optional.empty();
  }

  /** Whether messages of the role {@code tool} are written, without ids, as sessions give them. */
  boolean takesToolRole() {
    return shows(
        request(ASKED, ANSWERED, ChatMessage.of("tool", TEXT).named(TOOL), ANSWERED, ASKED));
  }

  /** Whether a message of the system may come behind one of the user. */
  boolean takesLaterSystem() {
    return shows(request(ASKED, ANSWERED, ASKED, ChatMessage.system(TEXT), ANSWERED, ASKED));
  }

  /** Whether the model's message begins inside a thought. */
  boolean opensThought() {
    return rendered(request(ASKED)).orElse("").stripTrailing().endsWith("<think>");
  }

  private boolean shows(ChatRequest request) {
    return rendered(request).orElse("").contains(TEXT);
  }

  private Optional<String> rendered(ChatRequest request) {
    try {
      return Optional.of(template.render(request).text());
    } catch (TemplateException _) {
      return Optional.empty(); // it does not take such a chat, which is what was asked
    }
  }

  private static ChatRequest request(ChatMessage... messages) {
    return ChatRequest.of(List.of(messages))
        .withGenerationPrompt()
        .withVariable("bos_token", "")
        .withVariable("eos_token", "");
  }

  private static Map<String, ?> tool() {
    return Map.of(
        "type",
        "function",
        "function",
        Map.of(
            "name",
            TOOL,
            "description",
            "Probes.",
            "parameters",
            Map.of("type", "object", "properties", Map.of())));
  }
}
