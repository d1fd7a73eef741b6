package io.lethe.policy;

import java.util.List;
import java.util.Optional;

/**
 * A part, or ranges of its text, that a policy wants forgotten.
 *
 * @param partId the part
 * @param ranges what of its text, merged; empty for all of it
 * @param reason why, in words for a person
 * @param policy who says so
 */
public record Choice(int partId, List<Range> ranges, String reason, String policy) {
  public Choice {
    if (!ranges.isEmpty() && Range.length(ranges) == 0) {
      throw new IllegalArgumentException(
          "a choice of %s names empty ranges only: leave part %d out".formatted(policy, partId));
    }
    ranges = Range.merged(ranges);
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a choice of " + policy + " has no reason");
    }
  }

  /** All that is left of a part. */
  public static Choice whole(Part part, String reason, Policy policy) {
    return new Choice(part.id(), List.of(), reason, policy.name());
  }

  /**
   * What of these ranges the model still sees: the whole part where nothing but white space would
   * be left of it, nothing where they cover none of it.
   */
  public static Optional<Choice> some(Part part, List<Range> ranges, String reason, Policy policy) {
    List<Range> seen = part.seen();
    List<Range> kept = Range.without(seen, ranges);
    List<Range> chosen = Range.without(seen, kept);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    boolean blank = kept.stream().allMatch(range -> range.of(part.text()).isBlank());
    return Optional.of(new Choice(part.id(), blank ? List.of() : chosen, reason, policy.name()));
  }

  /** Whether all that is left of the part is chosen. */
  public boolean whole() {
    return ranges.isEmpty();
  }
}
