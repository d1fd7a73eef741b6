package io.lethe.lab.claims;

import io.lethe.lab.Experiment;
import java.util.List;
import java.util.Optional;

/** All experiments. */
public final class Claims {
  private static final List<Experiment> ALL =
      List.of(
          new WarmEqualsReprefill(),
          new KeptKvIsNotTheRemainingText(),
          new ForgettingHurtsLessThanASummary(),
          new SecretsLeakUnlessRedacted(),
          new ForgettingDoesNotCorrect(),
          new PositionsReachFar(),
          new DefragmentationIsNegligible(),
          new RulesChooseBetterThanChance(),
          new ALongLifeStaysFlat(),
          new RulesDriftLessThanChance(),
          new RetrievalSurvivesForgettingDistractors());

  private Claims() {}

  /** In the order in which they are run and reported. */
  public static List<Experiment> all() {
    return ALL;
  }

  /** The experiment of a name. */
  public static Optional<Experiment> named(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
  }
}
