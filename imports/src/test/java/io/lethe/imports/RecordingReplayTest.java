package io.lethe.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.lethe.engine.EngineException;
import io.lethe.engine.Logprobs;
import io.lethe.session.Replay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingReplayTest {
  private static final int ALL = Integer.MAX_VALUE;

  @TempDir private Path home = Path.of("");

  private static List<ReplayedTurn> turns(Studio studio, String name, Plan... plans) {
    List<ReplayedTurn> turns = new ArrayList<>();
    new RecordingReplay(studio.sessions(), Examples.read("claude-code.jsonl"), name)
        .run(List.of(plans), ALL, (plan, turn) -> turns.add(turn));
    return turns;
  }

  @Test
  void whereNothingIsForgottenNothingDrifts() {
    try (Studio studio = Studio.open(home, 8192)) {
      List<ReplayedTurn> turns = turns(studio, "r", Plan.of("none"));
      assertThat(turns).hasSize(4).extracting(ReplayedTurn::turn).containsExactly(0, 1, 2, 3);
      assertThat(turns)
          .allSatisfy(turn -> {
            assertThat(turn.drift().divergences()).isZero();
            assertThat(turn.drift().agreement()).isOne();
            assertThat(turn.drift().surprise()).isEqualTo(turn.drift().undeletedSurprise());
            assertThat(turn.drift().tokens()).isEqualTo(turn.answered());
            assertThat(turn.savedColumns()).isZero();
            assertThat(turn.stale()).isZero();
            assertThat(turn.forgotten()).isEmpty();
          });
      int tokens = turns.stream().mapToInt(turn -> turn.read() + turn.answered()).sum();
      assertThat(turns.getLast().columns()).isEqualTo(tokens);
    }
  }

  @Test
  void whatAPolicyForgetsIsSavedAndDriftsFromThenOn() {
    try (Studio studio = Studio.open(home, 8192)) {
      List<ReplayedTurn> turns = turns(studio, "r", Plan.of("none"), Plan.of("reminders"));
      List<ReplayedTurn> forgetting =
          turns.stream().filter(turn -> turns.indexOf(turn) % 2 == 1).toList();
      assertThat(forgetting.getFirst().savedColumns()).isZero();
      assertThat(forgetting.getFirst().drift().divergences()).isZero();
      ReplayedTurn second = forgetting.get(1);
      assertThat(second.forgotten()).hasSize(1);
      assertThat(second.savedColumns()).isEqualTo(second.forgotten().getFirst().tokens());
      // All that was read and answered in the first turn, without what stood before the reminder.
      assertThat(second.stale())
          .isPositive()
          .isLessThan(forgetting.getFirst().columns() - second.forgotten().getFirst().tokens());
      assertThat(forgetting.subList(1, 4))
          .allSatisfy(turn -> assertThat(turn.drift().divergences()).isPositive());
      Drift all = forgetting.stream().map(ReplayedTurn::drift).reduce(Drift.NONE, Drift::plus);
      assertThat(all.meanDivergence()).isPositive();
      assertThat(all.tokens())
          .isEqualTo(forgetting.stream().mapToInt(ReplayedTurn::answered).sum());
    }
  }

  @Test
  void theSameComesOutAgainAndItsSessionsAreReplayed() {
    try (Studio studio = Studio.open(home, 8192)) {
      List<ReplayedTurn> once = turns(studio, "a", Plan.of("reminders"), Plan.of("random:7"));
      List<ReplayedTurn> twice = turns(studio, "b", Plan.of("reminders"), Plan.of("random:7"));
      assertThat(twice)
          .usingRecursiveComparison()
          .ignoringFields("seconds", "undeletedSeconds")
          .isEqualTo(once);
      for (String name : List.of("a", "a-1", "a-2")) {
        assertThat(
                studio
                    .sessions()
                    .replay(name, Replay.Deletions.AS_RECORDED, OptionalInt.empty())
                    .divergence())
            .as(name)
            .isEmpty();
      }
    }
  }

  @Test
  void tooLittleRoomIsSaidAndGivenBack() {
    try (Studio studio = Studio.open(home, 1024)) {
      assertThatExceptionOfType(EngineException.ContextFull.class)
          .isThrownBy(() -> turns(studio, "r", Plan.of("none"), Plan.of("reminders")));
      studio.sessions().flush();
      assertThat(studio.engine().freeColumns()).isEqualTo(1024);
    }
  }

  @Test
  void driftIsTheDivergenceOfWhatIsExpectedFromWhatWouldHaveBeen() {
    Random random = new Random(11);
    int size = 50;
    float[] undeleted = new float[size];
    float[] found = new float[size + 3];
    for (int i = 0; i < size; i++) {
      undeleted[i] = (float) (4 * random.nextGaussian());
      found[i + 3] = undeleted[i] + (float) random.nextGaussian();
    }
    Logprobs before = Logprobs.of(undeleted);
    Logprobs after = Logprobs.of(found, 3, size);
    double expected = 0;
    for (int i = 0; i < size; i++) {
      expected += StrictMath.exp(before.of(i)) * (before.of(i) - after.of(i));
    }
    Drift drift = Drift.of(undeleted, found, 3, 7);
    assertThat(drift.divergences()).isCloseTo(expected, within(1e-9)).isPositive();
    assertThat(drift.surprise()).isCloseTo(-after.of(7), within(1e-9));
    assertThat(drift.undeletedSurprise()).isCloseTo(-before.of(7), within(1e-9));
    assertThat(drift.agreements())
        .isEqualTo(before.top(1).getFirst().id() == after.top(1).getFirst().id() ? 1 : 0);
  }
}
