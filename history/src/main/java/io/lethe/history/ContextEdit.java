package io.lethe.history;

import java.util.OptionalInt;
import java.util.Set;

/** What a request wants to have cleared before it is answered; carried out in the KV cache. */
public sealed interface ContextEdit {
  /**
   * The results of tools, the oldest first.
   *
   * @param trigger when to begin
   * @param keep how many of the last ones stay
   * @param clearAtLeast tokens; nothing is cleared if fewer would go
   * @param excluded tools whose results stay
   * @param inputs whether the calls go as well
   * @param inputsOf tools whose calls go even where {@code inputs} are kept
   */
  record ClearToolUses(
      Trigger trigger,
      int keep,
      long clearAtLeast,
      Set<String> excluded,
      Inputs inputs,
      Set<String> inputsOf)
      implements ContextEdit {
    public ClearToolUses {
      excluded = Set.copyOf(excluded);
      inputsOf = Set.copyOf(inputsOf);
    }

    /** With the calls of all tools or of none. */
    public ClearToolUses(
        Trigger trigger, int keep, long clearAtLeast, Set<String> excluded, Inputs inputs) {
      this(trigger, keep, clearAtLeast, excluded, inputs, Set.of());
    }

    /** Whether the calls of a tool go with their results. */
    public boolean clearsInputsOf(String tool) {
      return inputs == Inputs.CLEARED || inputsOf.contains(tool);
    }
  }

  /**
   * Thoughts of past turns.
   *
   * @param keep how many of the last turns with thoughts keep them; absent: all do
   */
  record ClearThinking(OptionalInt keep) implements ContextEdit {}

  /** When results are cleared: from so many of something on. */
  record Trigger(Unit unit, long value) {
    /** What is counted. */
    public enum Unit {
      INPUT_TOKENS,
      TOOL_USES
    }
  }

  /** Whether calls go with their results. */
  enum Inputs {
    KEPT,
    CLEARED
  }
}
