package io.lethe.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignTest {
  private static Interval interval(double estimate, double low, double high) {
    return new Interval(estimate, low, high, 5);
  }

  @Test
  void anIntervalOnTheExpectedSideHolds() {
    assertThat(new Sign.Positive().outcome(interval(2, 1, 3))).isEqualTo(Outcome.HELD);
    assertThat(new Sign.Negative().outcome(interval(-2, -3, -1))).isEqualTo(Outcome.HELD);
    assertThat(new Sign.AtMost(0.1).outcome(interval(0.05, 0, 0.1))).isEqualTo(Outcome.HELD);
    assertThat(new Sign.AtLeast(0).outcome(interval(0, 0, 0))).isEqualTo(Outcome.HELD);
  }

  @Test
  void anIntervalOnTheOtherSideFails() {
    assertThat(new Sign.Positive().outcome(interval(-2, -3, -1))).isEqualTo(Outcome.FAILED);
    assertThat(new Sign.Positive().outcome(interval(0, 0, 0))).isEqualTo(Outcome.FAILED);
    assertThat(new Sign.Negative().outcome(interval(2, 1, 3))).isEqualTo(Outcome.FAILED);
    assertThat(new Sign.AtMost(0.1).outcome(interval(0.3, 0.2, 0.4))).isEqualTo(Outcome.FAILED);
    assertThat(new Sign.AtLeast(0).outcome(interval(-1, -2, -0.5))).isEqualTo(Outcome.FAILED);
  }

  @Test
  void anIntervalThatReachesAcrossDecidesNothing() {
    assertThat(new Sign.Positive().outcome(interval(1, -1, 3))).isEqualTo(Outcome.LEANS_FOR);
    assertThat(new Sign.Positive().outcome(interval(-1, -3, 1))).isEqualTo(Outcome.LEANS_AGAINST);
    assertThat(new Sign.AtMost(0).outcome(interval(-1, -3, 1))).isEqualTo(Outcome.LEANS_FOR);
  }

  @Test
  void anEstimateWithoutAnIntervalDecidesNothing() {
    assertThat(new Sign.Positive().outcome(interval(1, Double.NaN, Double.NaN)))
        .isEqualTo(Outcome.LEANS_FOR);
  }

  @Test
  void exactlyZeroIsZeroAndNothingElse() {
    assertThat(new Sign.ExactlyZero().outcome(Interval.exactly(0, 3))).isEqualTo(Outcome.HELD);
    assertThat(new Sign.ExactlyZero().outcome(Interval.exactly(1e-12, 3)))
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void nothingMeasuredIsNoVerdictAndBreaksALaw() {
    Verdict verdict = Prediction.gate("figure", new Sign.ExactlyZero()).judge(Interval.NOTHING);
    assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_MEASURED);
    assertThat(verdict.breaks()).isTrue();
  }

  @Test
  void aFindingNeverBreaksAnything() {
    assertThat(
            Prediction.finding("figure", new Sign.Positive()).judge(interval(-2, -3, -1)).breaks())
        .isFalse();
  }
}
