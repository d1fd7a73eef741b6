package io.lethe.imports;

import io.lethe.history.Block;
import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.history.Message;
import io.lethe.history.Visibility;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gathers messages in the order in which they came. What the model said without anybody between is
 * one message; results of tools are a message each; blank things are none. For one thread.
 */
final class Conversation {
  /** More than any program has recorded yet. */
  private static final int MOST_MESSAGES = 100_000;

  private final String where;
  private final List<Message> messages = new ArrayList<>();
  private final Map<String, String> ids = new HashMap<>(); // of calls: the file's, ours
  private final Map<String, String> names = new HashMap<>(); // of tools, by our ids
  private final List<Block> current = new ArrayList<>();
  private PartRole role = PartRole.USER; // of the current blocks
  private PartRole speaker = PartRole.USER;
  private boolean begins;
  private String lastCall = "";
  private int calls;

  /**
   * @param where the file, for errors
   */
  Conversation(String where) {
    this.where = where;
  }

  /** Somebody begins to speak; the model goes on if nobody said anything since it did. */
  void speaks(PartRole next) {
    speaker = next;
    begins = true;
  }

  /** What the one who speaks says. */
  void says(String text) {
    if (!text.isBlank()) {
      add(new Block.Text(sound(text)));
    }
  }

  /** What the model thinks. */
  void thinks(String text) {
    if (!text.isBlank()) {
      add(new Block.Thought(sound(text)));
    }
  }

  /**
   * A call by the model.
   *
   * @param id empty if there is none; one that was used before gets another name
   */
  void calls(String id, String tool, String arguments) {
    calls++;
    boolean free = !id.isBlank() && !names.containsKey(sound(id));
    String own = free ? sound(id) : "call-" + calls + (id.isBlank() ? "" : "-" + sound(id));
    ids.put(id, own);
    String name = tool.isBlank() ? "unknown" : sound(tool);
    names.put(own, name);
    lastCall = own;
    add(new Block.ToolUse(own, name, sound(arguments)));
  }

  /**
   * What a tool answered; whoever spoke goes on in a new message.
   *
   * @param id of the call; empty: the last one
   * @param tool its name, empty if it was not recorded
   */
  void answers(String id, String tool, String text, Outcome outcome) {
    end();
    String call = id.isBlank() ? lastCall : ids.getOrDefault(id, sound(id));
    Optional<String> name =
        Optional.ofNullable(names.get(call))
            .or(() -> Optional.of(sound(tool)))
            .filter(known -> !known.isBlank());
    role = PartRole.TOOL;
    current.add(new Block.ToolResult(call, name, sound(text), outcome, Visibility.ALWAYS));
    end();
  }

  private void add(Block block) {
    boolean goesOn = role == speaker && (!begins || role == PartRole.ASSISTANT);
    if (!goesOn) {
      end();
    }
    begins = false;
    role = speaker;
    current.add(block);
  }

  private void end() {
    if (current.isEmpty()) {
      return;
    }
    if (messages.size() == MOST_MESSAGES) {
      throw new RecordingException.TooLarge(
          where, "more than " + MOST_MESSAGES + " messages", String.valueOf(MOST_MESSAGES));
    }
    messages.add(new Message(role, current, Visibility.ALWAYS));
    current.clear();
  }

  List<Message> messages() {
    end();
    return List.copyOf(messages);
  }

  /** The text with U+FFFD for halves of characters, which no encoding can write. */
  private static String sound(String text) {
    OptionalInt half = text.codePoints().filter(Conversation::isHalf).findFirst();
    if (half.isEmpty()) {
      return text;
    }
    StringBuilder sound = new StringBuilder(text.length());
    text.codePoints().forEach(c -> sound.appendCodePoint(isHalf(c) ? 0xFFFD : c));
    return sound.toString();
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
