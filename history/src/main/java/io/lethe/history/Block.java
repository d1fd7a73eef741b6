package io.lethe.history;

import java.util.Optional;

/** A piece of a message. Immutable. */
public sealed interface Block {
  /** Who sees it, apart from what its message says. */
  Visibility visibility();

  /** What somebody says. */
  record Text(String text, Visibility visibility) implements Block {
    public Text(String text) {
      this(text, Visibility.ALWAYS);
    }
  }

  /** What the model thinks before it speaks, without its tags. */
  record Thought(String text, Visibility visibility) implements Block {
    public Thought(String text) {
      this(text, Visibility.ALWAYS);
    }
  }

  /**
   * A call of a tool by the model.
   *
   * @param id names the call in its result
   * @param arguments a JSON object as text; what the model wrote where that is none
   */
  record ToolUse(String id, String name, String arguments, Visibility visibility) implements Block {
    public ToolUse(String id, String name, String arguments) {
      this(id, name, arguments, Visibility.ALWAYS);
    }
  }

  /**
   * What a tool answered.
   *
   * @param name of the tool, if the client said so
   */
  record ToolResult(
      String callId, Optional<String> name, String text, Outcome outcome, Visibility visibility)
      implements Block {
    /** Whether the tool did what it was asked. */
    public enum Outcome {
      DONE,
      FAILED
    }
  }
}
