package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.ScalarKernels;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Law 3 across machines: the bits of one run of each model, deletion included, are those that were
 * committed. Runs three times, with vectors of 512, 256 and 128 bits; see the executions in this
 * module's pom.
 *
 * <p>A digest changes only where the arithmetic is meant to change: then traces recorded before no
 * longer replay, so it is a new version of the arithmetic and a line in the changelog.
 */
class GoldenBitsTest {
  @ParameterizedTest
  @FieldSource("io.lethe.model.Specimen#ALL")
  void vectorsOfAnyWidthGiveTheCommittedBits(Specimen specimen) throws IOException {
    assertThat(digest(specimen, Kernels.best())).as(specimen.name()).isEqualTo(golden(specimen));
  }

  @ParameterizedTest
  @FieldSource("io.lethe.model.Specimen#TINY")
  void scalarKernelsGiveTheCommittedBits(Specimen specimen) throws IOException {
    assertThat(digest(specimen, new ScalarKernels()))
        .as(specimen.name())
        .isEqualTo(golden(specimen));
  }

  private static String digest(Specimen specimen, Kernels kernels) {
    int[] ids = specimen.ids();
    int before = ids.length / 2;
    try (Rig rig = new Rig(specimen.file(), kernels, 2, 64);
        KvSequence sequence = new KvSequence(rig.pool, 123_456_789)) {
      float[][] first = rig.read(sequence, Arrays.copyOf(ids, before), 29);
      sequence.forget(List.of(new Span(123_456_795, 123_456_810)));
      float[][] then = rig.read(sequence, Arrays.copyOfRange(ids, before, ids.length), 1);
      float[][] all = Arrays.copyOf(first, ids.length);
      System.arraycopy(then, 0, all, before, then.length);
      return Logits.digest(all);
    }
  }

  private static String golden(Specimen specimen) throws IOException {
    Properties golden = new Properties();
    try (InputStream in = GoldenBitsTest.class.getResourceAsStream("golden.properties")) {
      golden.load(Objects.requireNonNull(in));
    }
    return golden.getProperty(specimen.name());
  }
}
