package io.lethe.lab.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.lab.Observation;
import io.lethe.lab.Recorded;
import io.lethe.lab.Rig;
import io.lethe.lab.Size;
import io.lethe.lab.TinyRig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftOverDeletionsTest {
  @TempDir private Path work = Path.of("");

  private List<Observation> measured() {
    Rig smoke = TinyRig.open(8192, Recorded.shipped(), work);
    Rig rig =
        new Rig(
            smoke.engine(), "tiny", smoke.conversations(), smoke.recorded(), Size.FULL, 1, work);
    try {
      return DriftOverDeletions.measure(DriftOverDeletions.items(rig).getFirst(), rig);
    } finally {
      smoke.engine().close();
    }
  }

  @Test
  void movingColumnsTogetherAfterEveryDeletionChangesNoBit() {
    List<Observation> observations = measured();
    assertThat(observations.stream().map(each -> each.number("deletions")).distinct())
        .containsExactly(1.0, 2.0, 5.0, 10.0, 20.0);
    assertThat(observations).allMatch(each -> each.number("drift") > 0);
    assertThat(observations).noneMatch(each -> each.isTrue("different"));
    assertThat(DriftOverDeletions.changed(observations).estimate()).isZero();
    assertThat(DriftOverDeletions.table(observations).rows()).hasSize(5);
  }

  @Test
  void aDriftThatDefragmentationChangedBreaksTheGate() {
    Observation with =
        Observation.of("drift", "drift-0")
            .with("arm", "with")
            .with("deletions", 1)
            .with("drift", 0.5);
    Observation without =
        Observation.of("drift", "drift-0")
            .with("arm", "without")
            .with("deletions", 1)
            .with("drift", 0.25);
    assertThat(DriftOverDeletions.changed(List.of(with, without)).estimate()).isEqualTo(0.25);
    assertThat(DriftOverDeletions.changed(List.of(with)).estimate()).isInfinite();
  }
}
