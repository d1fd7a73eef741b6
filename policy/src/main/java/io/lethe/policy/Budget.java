package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * How many columns a conversation may hold, and the policies that bring it there: they are asked in
 * order, and their choices taken one by one, until it fits. A policy that comes later sees what the
 * earlier ones took. Immutable.
 *
 * @param columns the most columns, 0 or more
 * @param policies in the order in which they are asked
 * @param saving what a choice frees
 */
public record Budget(long columns, List<Policy> policies, Saving saving) {
  public Budget {
    policies = List.copyOf(policies);
    if (columns < 0) {
      throw new IllegalArgumentException("a budget is 0 or more columns: found " + columns);
    }
  }

  /** A budget that reckons with the length of texts. */
  public static Budget of(long columns, List<Policy> policies) {
    return new Budget(columns, policies, Saving.BY_LENGTH);
  }

  /**
   * What to forget so that the transcript fits; no more than that, and nothing if it fits already.
   * A part may occur more than once, with other ranges each time.
   */
  public Outcome apply(Transcript transcript) {
    Transcript left = transcript.withBudget(columns);
    List<Choice> taken = new ArrayList<>();
    for (Policy policy : policies) {
      Transcript asked = left;
      for (Choice choice : left.over() == 0 ? List.<Choice>of() : policy.choose(asked)) {
        Transcript next = left.after(List.of(choice), saving);
        if (next.columns() < left.columns()) {
          taken.add(choice);
          left = next;
        }
        if (left.over() == 0) {
          break;
        }
      }
    }
    return left.over() == 0
        ? new Outcome.Fits(taken, left.columns())
        : new Outcome.StillOver(taken, left.columns(), left.over());
  }

  /** What came of it. */
  public sealed interface Outcome {
    /** What to forget, in the order chosen. */
    List<Choice> choices();

    /** How many columns the conversation holds afterwards, as far as the saving knows. */
    long columns();

    /** The budget is met. */
    record Fits(List<Choice> choices, long columns) implements Outcome {
      public Fits {
        choices = List.copyOf(choices);
      }
    }

    /**
     * The budget is not met, as too much is pinned or unread.
     *
     * @param by how many columns are still too many
     */
    record StillOver(List<Choice> choices, long columns, long by) implements Outcome {
      public StillOver {
        choices = List.copyOf(choices);
      }
    }
  }
}
