package io.lethe.tokenizer.template;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chat template is given. Immutable; each {@code with} gives a changed copy.
 *
 * @param messages the chat so far
 * @param tools definitions in JSON's types; a template sees None if there are none
 * @param ending what the rendered text ends with
 * @param variables set by whoever runs the model, such as {@code bos_token} and {@code
 *     enable_thinking}; text in them is {@link Origin#TEMPLATE}
 * @param contentVariables set by a client; text in them is {@link Origin#CONTENT}. They come before
 *     {@code variables}, which hide those of the same name
 * @param clock what {@code strftime_now} reads
 */
public record ChatRequest(
    List<ChatMessage> messages,
    List<? extends Map<String, ?>> tools,
    Ending ending,
    Map<String, ?> variables,
    Map<String, ?> contentVariables,
    Clock clock) {

  /** What the rendered text ends with. */
  public enum Ending {
    /** The last message. */
    LAST_MESSAGE,
    /** The opening of the model's next message: {@code add_generation_prompt}. */
    GENERATION_PROMPT
  }

  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    contentVariables = Collections.unmodifiableMap(new LinkedHashMap<>(contentVariables));
  }

  /** Messages without tools, ending after the last one. */
  public static ChatRequest of(List<ChatMessage> messages) {
    return new ChatRequest(
        messages,
        List.of(),
        Ending.LAST_MESSAGE,
        Map.of(),
        Map.of(),
        Clock.system(ZoneId.systemDefault()));
  }

  public ChatRequest withTools(List<? extends Map<String, ?>> newTools) {
    return new ChatRequest(messages, newTools, ending, variables, contentVariables, clock);
  }

  public ChatRequest withGenerationPrompt() {
    return new ChatRequest(
        messages, tools, Ending.GENERATION_PROMPT, variables, contentVariables, clock);
  }

  /** Adds a variable whose text is trusted like the template's own. */
  public ChatRequest withVariable(String name, @Nullable Object value) {
    return new ChatRequest(
        messages, tools, ending, plus(variables, name, value), contentVariables, clock);
  }

  /** Adds a variable that a client has set. */
  public ChatRequest withContentVariable(String name, @Nullable Object value) {
    return new ChatRequest(
        messages, tools, ending, variables, plus(contentVariables, name, value), clock);
  }

  public ChatRequest withClock(Clock newClock) {
    return new ChatRequest(messages, tools, ending, variables, contentVariables, newClock);
  }

  private static Map<String, ?> plus(Map<String, ?> map, String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(map);
    more.put(name, value);
    return more;
  }
}
