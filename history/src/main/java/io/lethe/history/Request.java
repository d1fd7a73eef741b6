package io.lethe.history;

import io.lethe.engine.GenerationRequest;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole history, and how it is to be answered. Immutable.
 *
 * @param messages the last one not the model's, or the beginning of its answer, in text
 * @param tools that the model is told of
 * @param calls whether one answer may call several tools
 * @param generation how tokens are chosen, and how many; without a grammar
 * @param choices how many answers, 1 or more; the i-th uses the seed plus i
 * @param edits in the order in which they are carried out
 */
public record Request(
    Owner owner,
    List<Message> messages,
    List<Tool> tools,
    ToolChoice toolChoice,
    ParallelCalls calls,
    AnswerFormat format,
    GenerationRequest generation,
    int choices,
    List<ContextEdit> edits,
    Wishes wishes) {
  /** Whether one answer may call several tools. */
  public enum ParallelCalls {
    ALLOWED,
    ONE
  }

  public Request {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    edits = List.copyOf(edits);
  }

  /**
   * What is to be answered: the messages without the beginning of the answer. Texts side by side in
   * an answer are one, as they are for who writes it.
   */
  List<Message> asked() {
    List<Message> asked =
        messages.isEmpty() || messages.getLast().role() != PartRole.ASSISTANT
            ? messages
            : messages.subList(0, messages.size() - 1);
    return asked.stream().map(Request::joined).toList();
  }

  /** What the answer begins with, as the client says; empty if it says nothing. */
  String begun() {
    if (messages.isEmpty() || messages.getLast().role() != PartRole.ASSISTANT) {
      return "";
    }
    StringBuilder begun = new StringBuilder();
    for (Block block : messages.getLast().blocks()) {
      begun.append(block instanceof Block.Text(String text, _) ? text : "");
    }
    return begun.toString().isBlank() ? "" : begun.toString();
  }

  private static Message joined(Message message) {
    if (message.role() != PartRole.ASSISTANT || message.blocks().size() < 2) {
      return message;
    }
    List<Block> blocks = new ArrayList<>();
    for (Block block : message.blocks()) {
      if (block instanceof Block.Text next
          && !blocks.isEmpty()
          && blocks.getLast() instanceof Block.Text last
          && last.visibility().equals(Visibility.ALWAYS)
          && next.visibility().equals(Visibility.ALWAYS)) {
        blocks.set(blocks.size() - 1, new Block.Text(last.text() + next.text()));
      } else {
        blocks.add(block);
      }
    }
    return new Message(message.role(), blocks, message.visibility());
  }

  /** A history to be answered in text. */
  public static Request of(Owner owner, List<Message> messages, GenerationRequest generation) {
    return new Request(
        owner,
        messages,
        List.of(),
        new ToolChoice.Auto(),
        ParallelCalls.ALLOWED,
        new AnswerFormat.Text(),
        generation,
        1,
        List.of(),
        Wishes.NONE);
  }
}
