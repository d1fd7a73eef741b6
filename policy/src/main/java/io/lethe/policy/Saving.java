package io.lethe.policy;

/**
 * How many columns a choice would free. Only the owner of the tokens knows it to the column; {@link
 * #BY_LENGTH} is what can be said without them.
 */
@FunctionalInterface
public interface Saving {
  /** All columns of a whole part; of ranges the share that they have of the text still seen. */
  Saving BY_LENGTH =
      (part, choice) -> {
        int seen = Range.length(part.seen());
        return choice.whole() || seen == 0
            ? part.columns()
            : part.columns() * Range.length(choice.ranges()) / seen;
      };

  /** The columns, from 0 to those that the part holds. */
  long columns(Part part, Choice choice);
}
