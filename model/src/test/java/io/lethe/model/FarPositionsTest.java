package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 5: a prompt means the same wherever it stands. */
@ParameterizedClass
@FieldSource("io.lethe.model.Specimen#ALL")
class FarPositionsTest {
  private static final double TOLERANCE = 1e-3;

  private final Specimen specimen;

  FarPositionsTest(Specimen specimen) {
    this.specimen = specimen;
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 1_000_000_000, 2_000_000_000})
  void aPromptFarOutGivesTheLogitsOfOneAtTheStart(long offset) {
    int[] ids = specimen.ids();
    try (Rig rig = Rig.of(specimen.file());
        KvSequence near = rig.sequence();
        KvSequence far = new KvSequence(rig.pool, offset)) {
      float[][] wanted = rig.read(near, ids, 64);
      float[][] found = rig.read(far, ids, 64);
      for (int i = 0; i < ids.length; i++) {
        assertThat(Logits.distance(found[i], wanted[i]))
            .as("token %d of %s at %d", i, specimen, offset)
            .isLessThan(TOLERANCE);
      }
    }
  }
}
