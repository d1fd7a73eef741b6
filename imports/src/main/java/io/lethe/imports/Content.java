package io.lethe.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Reads contents of messages, which are a text or a list of blocks. */
final class Content {
  private Content() {}

  /** The text of a field; empty if it has none. */
  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? value.asString() : "";
  }

  /** A field as JSON, or as the text that it is; empty if there is none. */
  static String json(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isString() ? value.asString() : value.toString();
  }

  /** The texts of a content; what is no text is left out. */
  static List<String> texts(JsonNode content, LeftOut leftOut) {
    List<String> texts = new ArrayList<>();
    each(
        content,
        block ->
            textOf(block)
                .ifPresentOrElse(
                    texts::add, () -> leftOut.add("blocks of type", text(block, "type"))),
        texts::add);
    return texts;
  }

  /** Calls back for each block of a content; a content that is a text is one. */
  static void each(JsonNode content, Consumer<JsonNode> block, Consumer<String> text) {
    if (content.isString()) {
      text.accept(content.asString());
    } else if (content.isArray()) {
      for (JsonNode each : content) {
        if (each.isString()) {
          text.accept(each.asString());
        } else {
          block.accept(each);
        }
      }
    } else if (content.isObject()) {
      block.accept(content);
    }
  }

  /** The text of a block that is nothing else. */
  static Optional<String> textOf(JsonNode block) {
    return switch (text(block, "type")) {
      case "text", "input_text", "output_text" -> Optional.of(text(block, "text"));
      case "refusal" -> Optional.of(text(block, "refusal"));
      case "document" ->
          text(block.path("source"), "type").equals("text")
              ? Optional.of(text(block.path("source"), "data"))
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
