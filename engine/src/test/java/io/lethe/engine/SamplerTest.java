package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SamplerTest {
  /** Everything may be drawn, as it is. */
  private static final SamplingOptions PLAIN =
      SamplingOptions.DEFAULT.withTemperature(1).withCuts(0, 1, 0);

  private static final float[] LOGITS = {0f, 2f, 1f, -1f, 2f};

  @Test
  void greedyTakesTheLowestIdAmongEquals() {
    assertThat(new Sampler(SamplingOptions.GREEDY).choose(LOGITS)).isEqualTo(1);
    assertThat(new Sampler(SamplingOptions.GREEDY.withLogitBias(Map.of(3, 0.0))).choose(LOGITS))
        .isEqualTo(1);
  }

  @Test
  void equalSeedsGiveEqualTokens() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(draws(PLAIN.withSeed(seed), LOGITS, 50))
          .isEqualTo(draws(PLAIN.withSeed(seed), LOGITS, 50));
    }
    assertThat(draws(PLAIN.withSeed(1), LOGITS, 50))
        .isNotEqualTo(draws(PLAIN.withSeed(2), LOGITS, 50));
  }

  /** A trace holds the seed, not the tokens' luck: another order of arithmetic breaks replays. */
  @Test
  void theDrawsOfASeedNeverChange() {
    float[] logits = new float[100];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (i * 37 % 101) / 25f;
    }
    assertThat(draws(SamplingOptions.DEFAULT.withSeed(42), logits, 12)).isEqualTo(GOLDEN_DEFAULT);
    assertThat(draws(PLAIN.withCuts(0, 0.7, 0).withSeed(42), logits, 12)).isEqualTo(GOLDEN_TOP_P);
  }

  private static final List<Integer> GOLDEN_DEFAULT =
      List.of(95, 90, 79, 8, 30, 73, 49, 84, 8, 46, 19, 27);
  private static final List<Integer> GOLDEN_TOP_P =
      List.of(35, 90, 79, 8, 30, 84, 49, 95, 8, 16, 19, 27);

  @Test
  void drawsAreAsFrequentAsTheyAreLikely() {
    int[] counts = new int[LOGITS.length];
    draws(PLAIN.withSeed(3), LOGITS, 40_000).forEach(id -> counts[id]++);
    Logprobs logprobs = Logprobs.of(LOGITS);
    for (int id = 0; id < counts.length; id++) {
      assertThat(counts[id] / 40_000.0).isCloseTo(Math.exp(logprobs.of(id)), within(0.01));
    }
  }

  @Test
  void cutsKeepExactlyTheLikeliest() {
    assertThat(drawn(PLAIN.withCuts(1, 1, 0), LOGITS)).containsExactly(1);
    assertThat(drawn(PLAIN.withCuts(3, 1, 0), LOGITS)).containsExactly(1, 2, 4);
    // probabilities 0.053, 0.392, 0.144, 0.020, 0.392: the two best reach 0.783
    assertThat(drawn(PLAIN.withCuts(0, 0.39, 0), LOGITS)).containsExactly(1);
    assertThat(drawn(PLAIN.withCuts(0, 0.78, 0), LOGITS)).containsExactly(1, 4);
    assertThat(drawn(PLAIN.withCuts(0, 0.79, 0), LOGITS)).containsExactly(1, 2, 4);
    // e^-1 = 0.368, e^-2 = 0.135
    assertThat(drawn(PLAIN.withCuts(0, 1, 0.36), LOGITS)).containsExactly(1, 2, 4);
    assertThat(drawn(PLAIN.withCuts(0, 1, 0.13), LOGITS)).containsExactly(0, 1, 2, 4);
  }

  @Test
  void topPIsTheSameWhetherSortedWhollyOrInParts() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 30; round++) {
      float[] logits = new float[3000];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextDouble();
      }
      SamplingOptions options = PLAIN.withSeed(round).withCuts(0, random.nextDouble(0.01, 1), 0);
      assertThat(draws(options, logits, 20))
          .as("seed 11, round %d", round)
          .isEqualTo(draws(options.withCuts(3000, options.topP(), 0), logits, 20));
    }
  }

  @Test
  void aBannedTokenIsNeverDrawn() {
    assertThat(drawn(PLAIN.withLogitBias(Map.of(1, Double.NEGATIVE_INFINITY)), LOGITS))
        .containsExactly(0, 2, 3, 4);
    assertThat(draws(SamplingOptions.GREEDY.withLogitBias(Map.of(3, 10.0)), LOGITS, 1))
        .containsExactly(3);
  }

  @Test
  void theRepetitionPenaltyCountsWhatWasRead() {
    Sampler sampler = new Sampler(SamplingOptions.GREEDY.withPenalties(3, 0, 0));
    sampler.read(1, 4);
    assertThat(sampler.choose(LOGITS)).isEqualTo(2); // 2 / 3 < 1
  }

  @Test
  void theRepetitionPenaltyForgetsWhatIsFarBack() {
    Sampler sampler = new Sampler(SamplingOptions.GREEDY.withPenalties(3, 0, 0));
    sampler.read(1, 4);
    for (int i = 0; i < 64; i++) {
      sampler.read(3);
    }
    assertThat(sampler.choose(LOGITS)).isEqualTo(1);
  }

  @Test
  void presenceAndFrequencyPenaltiesCountWhatWasWritten() {
    Sampler presence = new Sampler(SamplingOptions.GREEDY.withPenalties(1, 0.5, 0));
    presence.read(1);
    assertThat(presence.choose(LOGITS)).isEqualTo(1);
    presence.wrote(1);
    assertThat(presence.choose(LOGITS)).isEqualTo(4);

    Sampler frequency = new Sampler(SamplingOptions.GREEDY.withPenalties(1, 0, 0.4));
    frequency.wrote(1);
    frequency.wrote(4);
    frequency.wrote(1);
    assertThat(frequency.choose(LOGITS)).isEqualTo(4);
  }

  @Test
  void nonsenseIsRefusedWithBothNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withTemperature(-0.5))
        .withMessage("found a temperature of -0.5, wanted 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withCuts(0, 0, 0))
        .withMessage("found a top-p of 0, wanted more than 0, at most 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withCuts(-1, 1, 0))
        .withMessage("found a top-k of -1, wanted 0 or more");
    assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withTemperature(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withLogitBias(Map.of(2, Double.NaN)));
  }

  private static List<Integer> draws(SamplingOptions options, float[] logits, int count) {
    Sampler sampler = new Sampler(options);
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(sampler.choose(logits));
    }
    return ids;
  }

  private static Set<Integer> drawn(SamplingOptions options, float[] logits) {
    return new TreeSet<>(draws(options, logits, 2000));
  }
}
