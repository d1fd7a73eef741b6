package io.lethe.tokenizer.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message of a chat, as templates know it. Everything in it is {@link Origin#CONTENT} once
 * rendered. Immutable.
 *
 * @param role such as system, user, assistant, tool
 * @param content what it says; empty text where a client sent none, since templates at hand fail on
 *     a missing or null content but take an empty one
 * @param reasoning the thoughts of the model, if the client sent them back apart
 * @param toolCalls what the model called in this message
 * @param toolCallId the call this message answers
 * @param name the name of the tool or the participant
 */
public record ChatMessage(
    String role,
    Content content,
    Optional<String> reasoning,
    List<ToolCall> toolCalls,
    Optional<String> toolCallId,
    Optional<String> name) {

  /** What a message says. */
  public sealed interface Content {
    /** One text. */
    record Plain(String text) implements Content {}

    /** Parts such as {@code {"type": "text", "text": ...}}, in JSON's types. */
    record Parts(List<? extends Map<String, ?>> parts) implements Content {
      public Parts {
        parts = List.copyOf(parts);
      }
    }
  }

  /**
   * A call of a tool.
   *
   * @param id empty if there is none
   * @param arguments a Map in JSON's types, or the String the model wrote where that is not JSON
   */
  public record ToolCall(String id, String name, Object arguments) {
    public ToolCall {
      if (!(arguments instanceof Map) && !(arguments instanceof String)) {
        throw new IllegalArgumentException(
            "arguments of " + name + " are a Map or a String, not " + arguments.getClass());
      }
    }

    Map<String, @Nullable Object> variables() {
      Map<String, @Nullable Object> call = new LinkedHashMap<>();
      if (!id.isEmpty()) {
        call.put("id", id);
      }
      call.put("type", "function");
      Map<String, @Nullable Object> function = new LinkedHashMap<>();
      function.put("name", name);
      function.put("arguments", arguments);
      call.put("function", function);
      return call;
    }
  }

  public ChatMessage {
    toolCalls = List.copyOf(toolCalls);
  }

  public static ChatMessage of(String role, String text) {
    return of(role, new Content.Plain(text));
  }

  public static ChatMessage of(String role, Content content) {
    return new ChatMessage(
        role, content, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
  }

  public static ChatMessage system(String text) {
    return of("system", text);
  }

  public static ChatMessage user(String text) {
    return of("user", text);
  }

  public static ChatMessage assistant(String text) {
    return of("assistant", text);
  }

  /** The answer to the tool call {@code toolCallId}. */
  public static ChatMessage tool(String toolCallId, String text) {
    return of("tool", text).answering(toolCallId);
  }

  public ChatMessage withReasoning(String thoughts) {
    return new ChatMessage(role, content, Optional.of(thoughts), toolCalls, toolCallId, name);
  }

  public ChatMessage withToolCalls(List<ToolCall> calls) {
    return new ChatMessage(role, content, reasoning, calls, toolCallId, name);
  }

  public ChatMessage answering(String id) {
    return new ChatMessage(role, content, reasoning, toolCalls, Optional.of(id), name);
  }

  public ChatMessage named(String newName) {
    return new ChatMessage(role, content, reasoning, toolCalls, toolCallId, Optional.of(newName));
  }

  /** The message as a template sees it; what is absent has no key, so that it is undefined. */
  Map<String, @Nullable Object> variables() {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put(
        "content",
        switch (content) {
          case Content.Plain plain -> plain.text();
          case Content.Parts parts -> parts.parts();
        });
    reasoning.ifPresent(thoughts -> message.put("reasoning_content", thoughts));
    if (!toolCalls.isEmpty()) {
      message.put("tool_calls", toolCalls.stream().map(ToolCall::variables).toList());
    }
    toolCallId.ifPresent(id -> message.put("tool_call_id", id));
    name.ifPresent(it -> message.put("name", it));
    return message;
  }
}
