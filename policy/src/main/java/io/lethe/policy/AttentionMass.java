package io.lethe.policy;

import java.util.Map;
import java.util.Optional;

/**
 * How much attention parts have received lately, as somebody outside measured it, or measures when
 * first asked.
 */
@FunctionalInterface
public interface AttentionMass {
  /** Nothing was measured. */
  AttentionMass NONE = _ -> Optional.empty();

  /** The mass of a part, 0 or more, if it was measured; only ratios of masses mean anything. */
  Optional<Double> of(int partId);

  /** The masses by part. */
  static AttentionMass of(Map<Integer, Double> masses) {
    Map<Integer, Double> copy = Map.copyOf(masses);
    copy.forEach((id, mass) -> {
      if (!(mass >= 0 && mass < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the attention mass of part %d is 0 or more: found %s".formatted(id, mass));
      }
    });
    return id -> Optional.ofNullable(copy.get(id));
  }
}
