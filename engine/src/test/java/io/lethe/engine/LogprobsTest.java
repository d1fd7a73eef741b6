package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.engine.TokenLogprobs.TokenLogprob;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogprobsTest {
  @Test
  void probabilitiesAddUpToOne() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 50; round++) {
      float[] logits = new float[1 + random.nextInt(300)];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextDouble(-500, 500);
      }
      Logprobs logprobs = Logprobs.of(logits);
      double sum = 0;
      for (int i = 0; i < logits.length; i++) {
        sum += Math.exp(logprobs.of(i));
      }
      assertThat(sum).as("seed 5, round %d", round).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void theTopComeBestFirst() {
    Logprobs logprobs = Logprobs.of(new float[] {9, 1, 3, 3, 2}, 1, 4);
    List<TokenLogprob> top = logprobs.top(3);
    assertThat(top).extracting(TokenLogprob::id).containsExactly(1, 2, 3);
    assertThat(top.getFirst().logprob()).isEqualTo(logprobs.of(1));
    assertThat(logprobs.top(0)).isEmpty();
    assertThat(logprobs.top(99)).hasSize(4);
  }
}
