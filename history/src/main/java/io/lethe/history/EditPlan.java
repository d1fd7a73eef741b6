package io.lethe.history;

import io.lethe.history.ContextEdit.ClearThinking;
import io.lethe.history.ContextEdit.ClearToolUses;
import java.util.List;
import java.util.stream.IntStream;

/** Which results and thoughts an edit clears, by their numbers, the oldest first. */
final class EditPlan {
  /** Whether an edit may clear a result. */
  enum Hold {
    FREE,
    HELD
  }

  /**
   * The result of a tool that the model sees.
   *
   * @param tool its name, empty if unknown
   * @param tokens that would go with it
   */
  record Result(String tool, long tokens, Hold hold) {}

  private EditPlan() {}

  /**
   * @param results all that the model sees
   * @param incoming how many more it is about to see; they count, and stay
   * @param input tokens that it is about to see in all
   */
  static List<Integer> results(ClearToolUses edit, List<Result> results, int incoming, long input) {
    long reached =
        switch (edit.trigger().unit()) {
          case INPUT_TOKENS -> input;
          case TOOL_USES -> results.size() + (long) incoming;
        };
    if (reached < edit.trigger().value()) {
      return List.of();
    }
    long old = results.size() - Math.max(0, edit.keep() - (long) incoming);
    List<Integer> cleared =
        IntStream.range(0, (int) Math.max(0, old))
            .filter(i -> results.get(i).hold() == Hold.FREE)
            .filter(i -> !edit.excluded().contains(results.get(i).tool()))
            .boxed()
            .toList();
    long tokens = cleared.stream().mapToLong(i -> results.get(i).tokens()).sum();
    return tokens >= edit.clearAtLeast() ? cleared : List.of();
  }

  /**
   * @param turns how many turns have thoughts that the model sees
   */
  static int thoughts(ClearThinking edit, int turns) {
    return edit.keep().isPresent() ? Math.max(0, turns - edit.keep().getAsInt()) : 0;
  }
}
