package io.lethe.server.openai;

import io.lethe.history.Block;
import io.lethe.history.Message;
import io.lethe.history.Visibility;
import io.lethe.server.wire.Decaching;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the messages of a chat. For one request. */
final class MessageReader {
  private final CallNames calls = new CallNames();

  private MessageReader() {}

  static List<Message> read(Fields body) {
    Field messages = body.required("messages");
    List<Field> elements = messages.elements();
    if (elements.isEmpty()) {
      throw messages.fault("found no message, wanted at least one");
    }
    MessageReader reader = new MessageReader();
    return elements.stream().map(element -> reader.message(element.object())).toList();
  }

  private Message message(Fields message) {
    Field role = message.required("role");
    LooseRanges ranges = new LooseRanges(message);
    List<Block> blocks =
        switch (role.text()) {
          case "developer", "system", "user" -> content(message.required("content"), ranges);
          case "assistant" -> answered(message, ranges);
          case "tool" -> List.of(result(message, ranges));
          case "function" ->
              throw role.wrong("the role tool with a tool_call_id, which has taken its place");
          default -> throw role.wrong("developer, system, user, assistant or tool");
        };
    ranges.requireUsed();
    return new Message(role(role.text()), blocks, ranges.whole());
  }

  static PartRole role(String name) {
    return switch (name) {
      case "developer" -> PartRole.DEVELOPER;
      case "system" -> PartRole.SYSTEM;
      case "assistant" -> PartRole.ASSISTANT;
      case "tool" -> PartRole.TOOL;
      default -> PartRole.USER;
    };
  }

  private static List<Block> content(Field content, LooseRanges ranges) {
    if (content.isText()) {
      return List.of(new Block.Text(content.text(), ranges.take()));
    }
    if (!content.isArray()) {
      throw content.wrong("a string or an array of parts");
    }
    return content.elements().stream().map(part -> part(part.object())).toList();
  }

  private static Block part(Fields part) {
    Visibility visibility = Decaching.visibility(part);
    Field type = part.required("type");
    return switch (type.text()) {
      case "text" -> new Block.Text(part.requiredText("text"), visibility);
      case "refusal" -> new Block.Text(part.requiredText("refusal"), visibility);
      default -> throw type.wrong("text, the only kind of content this model reads");
    };
  }

  private List<Block> answered(Fields message, LooseRanges ranges) {
    List<Block> blocks = new ArrayList<>();
    message
        .text("reasoning_content")
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> blocks.add(new Block.Thought(text)));
    Optional<Field> content = message.field("content");
    List<Field> used = message.elements("tool_calls");
    content
        .filter(field -> !field.isText() || used.isEmpty() || !field.text().isEmpty())
        .ifPresent(field -> blocks.addAll(content(field, ranges)));
    message.text("refusal").ifPresent(text -> blocks.add(new Block.Text(text)));
    for (Field call : used) {
      blocks.add(call(call.object()));
    }
    if (blocks.isEmpty() && content.isEmpty()) {
      throw message.missing("content");
    }
    return blocks;
  }

  private Block call(Fields call) {
    call.field("type")
        .filter(type -> !type.text().equals("function"))
        .ifPresent(type -> {
          throw type.wrong("function");
        });
    String id = call.requiredText("id");
    Fields function = call.requiredObject("function");
    String name = function.requiredText("name");
    calls.add(id, name);
    return new Block.ToolUse(
        id, name, function.requiredText("arguments"), Decaching.visibility(call));
  }

  private Block result(Fields message, LooseRanges ranges) {
    Field id = message.required("tool_call_id");
    String name = calls.name(id);
    Joined joined = Joined.of(content(message.required("content"), ranges));
    return new Block.ToolResult(
        id.text(),
        Optional.of(name),
        joined.text(),
        Block.ToolResult.Outcome.DONE,
        joined.visibility());
  }
}
