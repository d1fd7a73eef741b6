package io.lethe.session;

import io.lethe.policy.Choice;
import io.lethe.trace.TraceEvent.Deleted;
import java.util.OptionalDouble;

/**
 * Something that is to go.
 *
 * @param kind how it is deleted
 * @param share of later columns that a repair computes again, 0 to 1; of a repair, and only of that
 * @param choice what goes, why, and who says so
 */
public record Cut(Deleted.Kind kind, OptionalDouble share, Choice choice) {
  public Cut {
    if (share.isPresent() != (kind == Deleted.Kind.REPAIR)) {
      throw new IllegalArgumentException(
          "found a share with %s, wanted one with a repair and only there".formatted(kind));
    }
  }

  /** What is deleted in place. */
  public static Cut forget(Choice choice) {
    return new Cut(Deleted.Kind.FORGET, OptionalDouble.empty(), choice);
  }
}
