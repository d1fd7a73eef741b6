package io.lethe.server.anthropic;

import io.lethe.history.Block;
import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.history.Visibility;
import io.lethe.server.wire.Decaching;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads content blocks in the order in which they come; a result must answer a call that came
 * before. One thread.
 */
final class BlockReader {
  private static final String USER_BLOCKS =
      "text, tool_result or a document of text: the models here read text only";
  private static final String ASSISTANT_BLOCKS = "text, thinking, redacted_thinking or tool_use";

  private final Map<String, String> toolsOfCalls = new HashMap<>();

  /** A text block; nothing if it is empty. */
  static Optional<Block> text(Field field) {
    Fields block = field.object();
    block.required("type");
    block.oneOf("type", List.of("text"));
    return text(block);
  }

  private static Optional<Block> text(Fields block) {
    return said(block.requiredText("text"), block);
  }

  private static Optional<Block> said(String text, Fields block) {
    Visibility visibility = Decaching.visibility(block);
    return text.isEmpty() ? Optional.empty() : Optional.of(new Block.Text(text, visibility));
  }

  /** A block of a user's message; nothing if it is empty. */
  Optional<Block> ofUser(Field field) {
    Fields block = field.object();
    Field type = block.required("type");
    return switch (type.text()) {
      case "text" -> text(block);
      case "document" -> said(document(block), block);
      case "tool_result" -> Optional.of(toolResult(block));
      default -> throw type.wrong(USER_BLOCKS);
    };
  }

  /** A block of the model's message; nothing if it is empty or cannot be read. */
  Optional<Block> ofAssistant(Field field) {
    Fields block = field.object();
    Field type = block.required("type");
    return switch (type.text()) {
      case "text" -> text(block);
      case "thinking" -> {
        String thought = block.requiredText("thinking");
        Visibility visibility = Decaching.visibility(block);
        yield thought.isEmpty()
            ? Optional.empty()
            : Optional.of(new Block.Thought(thought, visibility));
      }
      // Another model's, sealed for that model's eyes.
      case "redacted_thinking" -> Optional.empty();
      case "tool_use" -> Optional.of(toolUse(block));
      default -> throw type.wrong(ASSISTANT_BLOCKS);
    };
  }

  private Block toolUse(Fields block) {
    String id = block.requiredText("id");
    String name = block.requiredText("name");
    toolsOfCalls.put(id, name);
    String input = block.object("input").map(given -> Json.text(given.node())).orElse("{}");
    return new Block.ToolUse(id, name, input, Decaching.visibility(block));
  }

  private Block toolResult(Fields block) {
    Field id = block.required("tool_use_id");
    String name = toolsOfCalls.get(id.text());
    if (name == null) {
      throw id.wrong("the id of a tool_use before it");
    }
    return new Block.ToolResult(
        id.text(),
        Optional.of(name),
        block.field("content").map(BlockReader::resultText).orElse(""),
        block.isTrue("is_error") ? Outcome.FAILED : Outcome.DONE,
        Decaching.visibility(block));
  }

  private static String resultText(Field content) {
    return content.isText()
        ? content.text()
        : content.elements().stream().map(BlockReader::nested).collect(Collectors.joining("\n"));
  }

  private static String nested(Field field) {
    Fields block = field.object();
    for (String name : List.of("decached_since", "decached_ranges")) {
      block
          .field(name)
          .ifPresent(found -> {
            throw found.fault(
                "found it inside of a tool's result, wanted it beside tool_use_id, where ranges count"
                    + " in the whole text with its blocks joined by line breaks");
          });
    }
    Field type = block.required("type");
    return switch (type.text()) {
      case "text" -> block.requiredText("text");
      case "document" -> document(block);
      default -> throw type.wrong("text: the models here read text only");
    };
  }

  private static String document(Fields block) {
    Fields source = block.requiredObject("source");
    Field type = source.required("type");
    if (!type.text().equals("text")) {
      throw type.wrong("text: the models here read text only");
    }
    return source.requiredText("data");
  }
}
