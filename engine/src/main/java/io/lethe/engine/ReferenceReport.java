package io.lethe.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of comparing an engine with reference values.
 *
 * @param document the reference with the computed values in place of its own, and {@code
 *     max_difference} in each case, in JSON's types
 * @param cases one for each case of the reference, in its order
 */
public record ReferenceReport(Map<String, Object> document, List<Case> cases) {
  /** How token ids compare. */
  public enum Ids {
    EQUAL,
    DIFFERENT,
    NOT_COMPARED
  }

  /**
   * One case.
   *
   * @param ids whether the token ids of the texts are the reference's
   * @param maxDifference the largest difference of a log-probability of the top 20; of a case
   *     without them that of the mean log-likelihood, or of a margin
   * @param greedy how far greedy decoding agrees, if it was compared
   * @param disagreements one sentence for each thing that is not as it must be
   * @param skipped why the case was not run, if so
   */
  public record Case(
      String name,
      String kind,
      Ids ids,
      OptionalDouble maxDifference,
      Optional<Greedy> greedy,
      List<String> disagreements,
      Optional<String> skipped) {
    public Case {
      disagreements = List.copyOf(disagreements);
    }

    public boolean agrees() {
      return disagreements.isEmpty();
    }
  }

  /**
   * How far greedy decoding agrees.
   *
   * @param equal steps before the first that differs
   * @param required steps before the first whose margin in the reference is too small to bind
   * @param steps steps that the reference has
   */
  public record Greedy(int equal, int required, int steps) {
    public boolean agrees() {
      return equal >= required;
    }

    Greedy plus(Greedy other) {
      return new Greedy(equal + other.equal, required + other.required, steps + other.steps);
    }
  }

  public ReferenceReport {
    cases = List.copyOf(cases);
  }

  /** Whether no case disagrees. */
  public boolean agrees() {
    return cases.stream().allMatch(Case::agrees);
  }
}
