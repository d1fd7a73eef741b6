package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  @Test
  void theTopAreThoseThatSortingGives() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 500; round++) {
      double[] logits = new double[1 + random.nextInt(60)];
      for (int i = 0; i < logits.length; i++) {
        // few distinct values, so that there are ties, and some that are banned
        logits[i] = random.nextInt(9) == 0 ? Double.NEGATIVE_INFINITY : random.nextInt(8) - 4;
      }
      int k = random.nextInt(70);
      List<Integer> wanted =
          IntStream.range(0, logits.length)
              .boxed()
              .filter(id -> logits[id] > Double.NEGATIVE_INFINITY)
              .sorted(
                  Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id))
              .limit(k)
              .toList();

      assertThat(ids(Candidates.top(logits, k))).as("seed 7, round %d", round).isEqualTo(wanted);
    }
  }

  @Test
  void allAreThoseThatAreNotBannedInTheOrderOfIds() {
    assertThat(ids(Candidates.all(new double[] {1, Double.NEGATIVE_INFINITY, 3})))
        .containsExactly(0, 2);
  }

  private static List<Integer> ids(Candidates candidates) {
    return IntStream.range(0, candidates.size()).mapToObj(candidates::id).toList();
  }
}
