package io.lethe.history;

import io.lethe.trace.TraceEvent.Deleted;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a request says about its session. All optional.
 *
 * @param session the name of the session to go on with
 * @param policies names for {@link io.lethe.policy.Policies#parse}
 * @param budget the most columns before policies are asked
 * @param deletion what becomes of what is decached
 * @param share of later columns that a repair computes again, 0 to 1
 * @param positions whether holes stay
 */
public record Wishes(
    Optional<String> session,
    Optional<String> policies,
    OptionalLong budget,
    Deleted.Kind deletion,
    OptionalDouble share,
    Positions positions) {
  /** Nothing out of the ordinary. */
  public static final Wishes NONE =
      new Wishes(
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Deleted.Kind.FORGET,
          OptionalDouble.empty(),
          Positions.KEEP);

  /** What becomes of the positions of what goes. */
  public enum Positions {
    /** They count on. */
    KEEP,
    /** Holes are closed. */
    CLOSE
  }
}
