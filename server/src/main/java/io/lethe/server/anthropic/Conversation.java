package io.lethe.server.anthropic;

import io.lethe.history.Block;
import io.lethe.history.Message;
import io.lethe.history.Visibility;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers a history from messages in Anthropic's order. Messages of the model that follow each
 * other are one turn, and results of tools are messages of their own. One thread.
 */
final class Conversation {
  private final List<Message> messages = new ArrayList<>();

  /** What the model said last, which its next message goes on with. */
  private final List<Block> answer = new ArrayList<>();

  private Speaker last = Speaker.OTHERS;

  private enum Speaker {
    MODEL,
    OTHERS
  }

  /** Adds what the system says; nothing if that is nothing. */
  void system(List<Block> said, Visibility visibility) {
    endAnswer();
    add(PartRole.SYSTEM, said, visibility);
  }

  /** Adds a message of the user: what is said and what tools answered, in their order. */
  void user(List<Block> read, Visibility visibility) {
    endAnswer();
    List<Block> said = new ArrayList<>();
    for (Block block : read) {
      if (block instanceof Block.ToolResult) {
        add(PartRole.USER, said, visibility);
        said.clear();
        add(PartRole.TOOL, List.of(block), visibility);
      } else {
        said.add(block);
      }
    }
    add(PartRole.USER, said, visibility);
  }

  /** Adds what the model said, which may be nothing at all and is a turn all the same. */
  void assistant(List<Block> said, Visibility visibility) {
    if (visibility.equals(Visibility.ALWAYS)) {
      answer.addAll(said);
      last = Speaker.MODEL;
    } else {
      endAnswer();
      messages.add(new Message(PartRole.ASSISTANT, said, visibility));
    }
  }

  /** Puts a summary in the place of all that came before, but for what the system said first. */
  void compacted(Block.Text summary) {
    answer.clear();
    last = Speaker.OTHERS;
    boolean prompted = !messages.isEmpty() && messages.getFirst().role() == PartRole.SYSTEM;
    messages.subList(prompted ? 1 : 0, messages.size()).clear();
    add(PartRole.USER, List.of(summary), Visibility.ALWAYS);
  }

  /** All of it. */
  List<Message> messages() {
    endAnswer();
    return List.copyOf(messages);
  }

  private void add(PartRole role, List<Block> said, Visibility visibility) {
    if (!said.isEmpty()) {
      messages.add(new Message(role, said, visibility));
    }
  }

  private void endAnswer() {
    if (last == Speaker.MODEL) {
      messages.add(new Message(PartRole.ASSISTANT, answer, Visibility.ALWAYS));
      answer.clear();
      last = Speaker.OTHERS;
    }
  }
}
