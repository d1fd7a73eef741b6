package io.lethe.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a file says as JSON: one document, or a line each. Immutable.
 *
 * @param lines one where it is a document
 */
record JsonText(List<JsonNode> lines) {
  private static final int DEEPEST = 64;
  private static final int LONGEST_STRING = 32 << 20;
  private static final long MOST_VALUES = 4_000_000;

  private static final Set<String> OF_ANTHROPIC =
      Set.of("tool_use", "tool_result", "thinking", "redacted_thinking");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(LONGEST_STRING)
                          .maxTokenCount(MOST_VALUES)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  JsonText {
    lines = List.copyOf(lines);
  }

  /**
   * @param leftOut takes lines that are no JSON: a program that is killed leaves half of one
   */
  static JsonText of(String where, String text, LeftOut leftOut) {
    if (text.isBlank()) {
      throw new RecordingException.Unknown(where, "nothing", "JSON");
    }
    try {
      JsonNode whole = JSON.readTree(text);
      return new JsonText(List.of(whole));
    } catch (StreamConstraintsException e) {
      throw tooLarge(where, e);
    } catch (JacksonException e) {
      return lines(where, text, leftOut, e);
    }
  }

  private static JsonText lines(
      String where, String text, LeftOut leftOut, JacksonException whole) {
    List<JsonNode> lines = new ArrayList<>();
    long values = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.isBlank()) {
        continue;
      }
      try {
        JsonNode read = JSON.readTree(line);
        values += values(read);
        lines.add(read);
      } catch (StreamConstraintsException e) {
        throw tooLarge(where, e);
      } catch (JacksonException _) {
        leftOut.add("lines that are no JSON");
      }
      if (values > MOST_VALUES) {
        throw new RecordingException.TooLarge(
            where, "more than " + MOST_VALUES + " values of JSON", String.valueOf(MOST_VALUES));
      }
    }
    if (lines.stream().noneMatch(JsonNode::isObject)) {
      throw new RecordingException.Unknown(
          where, "what is no JSON (" + whole.getOriginalMessage() + ")", "JSON or JSON lines");
    }
    return new JsonText(lines);
  }

  private static long values(JsonNode node) {
    long values = 1;
    for (JsonNode each : node) {
      values += values(each);
    }
    return values;
  }

  private static RecordingException tooLarge(String where, JacksonException e) {
    return new RecordingException.TooLarge(
        where,
        "JSON beyond all bounds (" + e.getOriginalMessage() + ")",
        "%d levels, %d values and strings of %d characters"
            .formatted(DEEPEST, MOST_VALUES, LONGEST_STRING));
  }

  /** The object that holds everything, if there is one; else something without fields. */
  JsonNode body() {
    return lines.getFirst();
  }

  /** The messages: an array, one of a body, or a line each. */
  Iterable<JsonNode> messages() {
    JsonNode first = lines.getFirst();
    if (lines.size() > 1) {
      return lines;
    }
    return first.isArray()
        ? first
        : first.path("messages").isArray() ? first.path("messages") : lines;
  }

  /** Who wrote it, as far as it shows. */
  Optional<Format> format() {
    if (lines.stream().anyMatch(JsonText::ofClaudeCode)) {
      return Optional.of(Format.CLAUDE_CODE);
    }
    JsonNode body = body();
    if (body.path("trajectory").isArray() || body.path("history").isArray()) {
      return Optional.of(Format.SWE_AGENT);
    }
    boolean anyRole = false;
    for (JsonNode message : messages()) {
      anyRole |= message.path("role").isString();
      for (JsonNode block : message.path("content")) {
        if (OF_ANTHROPIC.contains(Content.text(block, "type"))) {
          return Optional.of(Format.ANTHROPIC);
        }
      }
    }
    if (!anyRole) {
      return Optional.empty();
    }
    boolean anthropic = body.has("system") || body.path("tools").path(0).has("input_schema");
    return Optional.of(anthropic ? Format.ANTHROPIC : Format.OPENAI);
  }

  private static boolean ofClaudeCode(JsonNode line) {
    String type = Content.text(line, "type");
    return (type.equals("user") || type.equals("assistant")) && line.path("message").isObject();
  }
}
