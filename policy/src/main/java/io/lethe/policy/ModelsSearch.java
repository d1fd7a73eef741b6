package io.lethe.policy;

import java.util.Map;

/** What the model looks for when it calls the tool {@code recall}. */
public sealed interface ModelsSearch {
  /**
   * A search.
   *
   * @param words to look for
   * @param limit the most parts, 1 to {@value #MOST}
   */
  record Wanted(String words, int limit) implements ModelsSearch {}

  /**
   * Arguments that say no search.
   *
   * @param error what was found and what is wanted, in words for the model
   */
  record Refused(String error) implements ModelsSearch {}

  /** How many parts a search gives at most. */
  int MOST = 10;

  /** How many parts it gives unless told otherwise. */
  int USUAL = 3;

  /**
   * Reads the arguments of a call.
   *
   * @param arguments a JSON object as {@link ToolDefinitions#RECALL} describes it
   */
  static ModelsSearch read(String arguments) {
    Map<String, String> values = Arguments.of(arguments);
    String words = values.getOrDefault("words", "").strip();
    if (words.isEmpty()) {
      return new Refused("\"words\" is missing. Call it like this: {\"words\":\"error 404\"}");
    }
    String limit = values.getOrDefault("limit", Integer.toString(USUAL));
    try {
      return new Wanted(words, Math.clamp(Long.parseLong(limit), 1, MOST));
    } catch (NumberFormatException _) {
      return new Refused("\"limit\" must be a number from 1 to %d.".formatted(MOST));
    }
  }
}
