package io.lethe.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final long SEED = 7;

  private static Observation seen(String group, double value) {
    return Observation.of("x", group).with("value", value);
  }

  private static List<Observation> drawn(int groups, int each) {
    SplittableRandom lots = new SplittableRandom(SEED);
    List<Observation> drawn = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      double own = lots.nextGaussian();
      for (int i = 0; i < each; i++) {
        drawn.add(seen("g" + group, own + 0.01 * lots.nextGaussian()));
      }
    }
    return drawn;
  }

  @Test
  void theIntervalIsThatOfTheGroupsAndNotOfTheSingleObservations() {
    Interval few = Bootstrap.mean(drawn(16, 1), _ -> true, "value");
    Interval many = Bootstrap.mean(drawn(16, 20), _ -> true, "value");
    assertThat(many.high() - many.low()).isCloseTo(few.high() - few.low(), within(0.5));
    assertThat(many.high() - many.low()).isGreaterThan(0.4);
    assertThat(many.groups()).isEqualTo(16);
  }

  @Test
  void theSameObservationsGiveTheSameInterval() {
    assertThat(Bootstrap.mean(drawn(5, 3), _ -> true, "value"))
        .isEqualTo(Bootstrap.mean(drawn(5, 3), _ -> true, "value"));
  }

  @Test
  void oneGroupHasAnEstimateAndNoInterval() {
    Interval one = Bootstrap.mean(drawn(1, 4), _ -> true, "value");
    assertThat(one.isKnown()).isTrue();
    assertThat(one.isSure()).isFalse();
  }

  @Test
  void nothingObservedIsNothingKnown() {
    assertThat(Bootstrap.mean(List.of(), _ -> true, "value").isKnown()).isFalse();
  }

  @Test
  void quantilesLieBetweenNeighboursInProportion() {
    assertThat(Bootstrap.quantile(new double[] {0, 10}, 0.25)).isEqualTo(2.5);
    assertThat(Bootstrap.quantile(new double[] {1, 2, 3}, 1)).isEqualTo(3);
  }
}
