package io.lethe.server.openai;

import io.lethe.history.Block;
import io.lethe.history.Message;
import io.lethe.history.Visibility;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.server.wire.Decaching;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Reads the items of a response's input. What the model says, thinks and calls one after another is
 * one message of a history. For one request.
 */
final class ItemReader {
  private final CallNames calls = new CallNames();
  private final List<Message> messages = new ArrayList<>();
  private final List<Block> answer = new ArrayList<>(); // of the model, not a message yet

  private ItemReader() {}

  /**
   * The messages that items make.
   *
   * @param instructions what the system says first
   */
  static List<Message> read(Optional<String> instructions, List<Field> items) {
    ItemReader reader = new ItemReader();
    instructions.ifPresent(
        text -> reader.messages.add(Message.of(PartRole.SYSTEM, new Block.Text(text))));
    items.forEach(item -> reader.item(item.object()));
    reader.endAnswer();
    return List.copyOf(reader.messages);
  }

  private void item(Fields item) {
    Optional<Field> type = item.field("type");
    switch (type.map(Field::text).orElse("message")) {
      case "message" -> message(item);
      case "function_call" -> call(item);
      case "reasoning" -> thought(item);
      case "function_call_output" -> result(item);
      default ->
          throw type.orElseThrow()
              .wrong("message, reasoning, function_call or function_call_output");
    }
  }

  private void endAnswer() {
    if (!answer.isEmpty()) {
      messages.add(new Message(PartRole.ASSISTANT, answer, Visibility.ALWAYS));
      answer.clear();
    }
  }

  private void message(Fields item) {
    Field role = item.required("role");
    LooseRanges ranges = new LooseRanges(item);
    List<Block> blocks = content(item.required("content"), ranges);
    ranges.requireUsed();
    switch (role.text()) {
      case "assistant" ->
          blocks.forEach(block -> answer.add(restricted((Block.Text) block, ranges.whole())));
      case "developer", "system", "user" -> {
        endAnswer();
        messages.add(new Message(MessageReader.role(role.text()), blocks, ranges.whole()));
      }
      default -> throw role.wrong("developer, system, user or assistant");
    }
  }

  /** A text that is seen neither where it nor where its item is not. */
  private static Block restricted(Block.Text block, Visibility item) {
    Visibility own = block.visibility();
    if (item.since().isEmpty()) {
      return block;
    }
    int since = Math.min(item.since().getAsInt(), own.since().orElse(Integer.MAX_VALUE));
    return new Block.Text(
        block.text(), new Visibility(OptionalInt.of(since), own.ranges(), ClearAt.NEVER));
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
    Field type = part.required("type");
    String text =
        switch (type.text()) {
          case "input_text", "output_text", "text" -> part.requiredText("text");
          case "refusal" -> part.requiredText("refusal");
          default ->
              throw type.wrong("input_text or output_text; this model reads no other content");
        };
    return new Block.Text(text, Decaching.visibility(part));
  }

  private void call(Fields item) {
    String id = item.requiredText("call_id");
    String name = item.requiredText("name");
    calls.add(id, name);
    answer.add(
        new Block.ToolUse(id, name, item.requiredText("arguments"), Decaching.visibility(item)));
  }

  private void thought(Fields item) {
    List<Field> content = item.elements("content");
    String text =
        (content.isEmpty() ? item.elements("summary") : content)
            .stream()
                .map(part -> part.object().requiredText("text"))
                .collect(Collectors.joining("\n"));
    if (!text.isEmpty()) {
      answer.add(new Block.Thought(text, Decaching.visibility(item)));
    }
  }

  private void result(Fields item) {
    Field id = item.required("call_id");
    String name = calls.name(id);
    LooseRanges ranges = new LooseRanges(item);
    Joined joined = Joined.of(content(item.required("output"), ranges));
    ranges.requireUsed();
    endAnswer();
    Block result =
        new Block.ToolResult(
            id.text(),
            Optional.of(name),
            joined.text(),
            Block.ToolResult.Outcome.DONE,
            joined.visibility());
    messages.add(new Message(PartRole.TOOL, List.of(result), ranges.whole()));
  }
}
