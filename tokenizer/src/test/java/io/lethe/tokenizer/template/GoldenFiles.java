package io.lethe.tokenizer.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads what src/test/python/generate_golden.py has written. */
final class GoldenFiles {
  /** What strftime_now read when the files were made. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T09:05:07Z"), ZoneOffset.UTC);

  static final List<String> FAMILIES =
      List.of("chatml", "gemma3", "llama3", "mistral", "qwen2", "qwen3");
  static final List<String> OTHERS =
      List.of(
          "llama3.1",
          "mistral-nemo",
          "mistral-v0.1",
          "qwen2.5-coder-0.5b",
          "qwen2.5-coder-1.5b",
          "smollm2");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private GoldenFiles() {}

  static List<String> templates() {
    List<String> all = new ArrayList<>(FAMILIES);
    all.addAll(OTHERS);
    return all;
  }

  static String source(String template) {
    String folder = FAMILIES.contains(template) ? "family/" : "templates/";
    return resource(folder + template + ".jinja");
  }

  static ChatTemplate template(String name) {
    return ChatTemplate.parse(name, source(name));
  }

  static Map<String, @Nullable Object> json(String file) {
    return object(JSON.readValue(resource("golden/" + file), Map.class));
  }

  /** One chat as a golden file describes it: names of requests and chats, and what came out. */
  record ChatCase(
      String template, String name, ChatRequest request, Map<String, @Nullable Object> outcome) {
    @Override
    public String toString() {
      return template + ": " + name;
    }
  }

  static List<ChatCase> chatCases() {
    List<ChatCase> cases = new ArrayList<>();
    for (String template : templates()) {
      cases.addAll(chatCases(template));
    }
    return cases;
  }

  static List<ChatCase> chatCases(String template) {
    Map<String, @Nullable Object> chats = json("chats.json");
    Map<String, @Nullable Object> golden = json("template-" + template + ".json");
    List<ChatCase> cases = new ArrayList<>();
    for (Object item : list(golden.get("cases"))) {
      Map<String, @Nullable Object> golds = object(item);
      List<ChatMessage> messages = new ArrayList<>();
      for (Object message : list(object(chats.get("chats")).get(text(golds.get("chat"))))) {
        messages.add(message(object(message)));
      }
      ChatRequest request = ChatRequest.of(messages).withClock(CLOCK);
      if (Boolean.TRUE.equals(golds.get("tools"))) {
        request = request.withTools(objects(chats.get("tools")));
      }
      if (Boolean.TRUE.equals(golds.get("generation_prompt"))) {
        request = request.withGenerationPrompt();
      }
      Map<String, @Nullable Object> variables = new LinkedHashMap<>(object(golden.get("tokens")));
      if (golds.containsKey("variables")) {
        variables.putAll(object(golds.get("variables")));
      }
      for (Map.Entry<String, @Nullable Object> variable : variables.entrySet()) {
        request = request.withVariable(variable.getKey(), variable.getValue());
      }
      cases.add(new ChatCase(template, text(golds.get("name")), request, golds));
    }
    return cases;
  }

  private static ChatMessage message(Map<String, @Nullable Object> json) {
    List<ChatMessage.ToolCall> calls = new ArrayList<>();
    if (json.containsKey("tool_calls")) {
      for (Object item : list(json.get("tool_calls"))) {
        Map<String, @Nullable Object> call = object(item);
        Object arguments = call.get("arguments");
        calls.add(
            new ChatMessage.ToolCall(
                text(call.get("id")),
                text(call.get("name")),
                arguments instanceof String ? arguments : object(arguments)));
      }
    }
    return new ChatMessage(
        text(json.get("role")),
        json.get("content") instanceof String text
            ? new ChatMessage.Content.Plain(text)
            : new ChatMessage.Content.Parts(objects(json.get("content"))),
        optional(json.get("reasoning")),
        calls,
        optional(json.get("tool_call_id")),
        optional(json.get("name")));
  }

  private static Optional<String> optional(@Nullable Object value) {
    return value == null ? Optional.empty() : Optional.of(text(value));
  }

  static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("wanted a string, found " + value);
  }

  static List<Object> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return List.copyOf(list);
    }
    throw new IllegalArgumentException("wanted a list, found " + value);
  }

  private static List<Map<String, @Nullable Object>> objects(@Nullable Object value) {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    list(value).forEach(item -> objects.add(object(item)));
    return objects;
  }

  static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("wanted an object, found " + value);
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    map.forEach((key, item) -> object.put(text(key), item));
    return object;
  }

  private static String resource(String name) {
    try (InputStream in = GoldenFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
