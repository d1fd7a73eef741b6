package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.ScalarKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 3: bits depend on tokens, positions, visibility and weights, and on nothing else. */
@ParameterizedClass
@FieldSource("io.lethe.model.Specimen#ALL")
class SameBitsTest {
  private static final int ALL = Integer.MAX_VALUE;

  private final Specimen specimen;
  private final int[] ids;

  SameBitsTest(Specimen specimen) {
    this.specimen = specimen;
    this.ids = specimen.ids();
  }

  private Rig rig() {
    return Rig.of(specimen.file());
  }

  /** The logits after each token, and after more tokens that do not see some of the first. */
  private static int[][] bits(Rig rig, KvSequence sequence, int[] ids, int chunk) {
    int before = ids.length * 3 / 4;
    float[][] first = rig.read(sequence, Arrays.copyOf(ids, before), chunk);
    sequence.forget(List.of(new Span(9, 12), new Span(20, 53)));
    float[][] then = rig.read(sequence, Arrays.copyOfRange(ids, before, ids.length), chunk);
    float[][] all = Arrays.copyOf(first, ids.length);
    System.arraycopy(then, 0, all, before, then.length);
    return Logits.bits(all);
  }

  private int[][] plainBits(Rig rig) {
    try (KvSequence sequence = rig.sequence()) {
      return bits(rig, sequence, ids, ALL);
    }
  }

  @Test
  void readingInChunksOfAnySizeGivesTheSameBits() {
    try (Rig rig = rig()) {
      int[][] plain = plainBits(rig);
      for (int chunk : new int[] {1, 7, 64}) {
        try (KvSequence sequence = rig.sequence()) {
          assertThat(bits(rig, sequence, ids, chunk))
              .as("chunks of %d", chunk)
              .isDeepEqualTo(plain);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 32", "3, 128"})
  void threadsAndSizesOfBlocksGiveTheSameBits(int threads, int slots) {
    try (Rig plain = rig();
        Rig other = new Rig(specimen.file(), Kernels.best(), threads, slots)) {
      assertThat(plainBits(other)).isDeepEqualTo(plainBits(plain));
    }
  }

  @Test
  void scalarKernelsGiveTheSameBits() {
    // Scalar kernels take most of a second for a token of the real model.
    int[] few = Arrays.copyOf(ids, specimen.isTiny() ? ids.length : 14);
    try (Rig plain = rig();
        Rig scalar = new Rig(specimen.file(), new ScalarKernels(), 2, 64);
        KvSequence a = plain.sequence();
        KvSequence b = scalar.sequence()) {
      assertThat(bits(scalar, b, few, ALL)).isDeepEqualTo(bits(plain, a, few, ALL));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 40})
  void otherSequencesInTheBatchGiveTheSameBits(int chunk) {
    try (Rig rig = rig();
        KvSequence alone = rig.sequence();
        KvSequence before = rig.sequence();
        KvSequence own = rig.sequence();
        KvSequence after = new KvSequence(rig.pool, 1_000_000)) {
      int[][] plain = Logits.bits(rig.read(alone, ids, ALL));
      int[] others = Tiny.randomIds(3, 3 * ids.length, 250);
      for (int i = 0; i < ids.length; i += chunk) {
        int end = Math.min(i + chunk, ids.length);
        Batch batch =
            new Batch()
                .add(before, others, 3 * i, 3 * i + 3, Batch.Logits.LAST)
                .add(own, ids, i, end, Batch.Logits.ALL)
                .add(after, others, i, end, Batch.Logits.NONE);
        int[][] found = Logits.bits(rig.forward(batch));
        assertThat(Arrays.copyOfRange(found, 1, found.length))
            .as("tokens %d to %d", i, end)
            .isDeepEqualTo(Arrays.copyOfRange(plain, i, end));
      }
    }
  }

  @Test
  void oneSequenceTwiceInABatchGivesTheSameBits() {
    try (Rig rig = rig();
        KvSequence alone = rig.sequence();
        KvSequence own = rig.sequence()) {
      Batch batch = new Batch();
      for (int i = 0; i < ids.length; i += 13) {
        batch.add(own, ids, i, Math.min(i + 13, ids.length), Batch.Logits.ALL);
      }
      assertThat(Logits.bits(rig.forward(batch)))
          .isDeepEqualTo(Logits.bits(rig.read(alone, ids, ALL)));
    }
  }

  @Test
  void blocksThatLieBetweenThoseOfAnotherSequenceGiveTheSameBits() {
    try (Rig plain = rig();
        Rig mixed = new Rig(specimen.file(), Kernels.best(), 2, 32);
        KvSequence own = mixed.sequence();
        KvSequence other = mixed.sequence()) {
      int[] few = Arrays.copyOf(ids, ids.length / 2);
      float[][] found = new float[few.length][];
      for (int i = 0; i < few.length; i += 16) {
        int[] part = Arrays.copyOfRange(few, i, Math.min(i + 16, few.length));
        System.arraycopy(mixed.read(own, part, ALL), 0, found, i, part.length);
        mixed.next(other, Tiny.randomIds(i, 16, 250));
      }
      try (KvSequence alone = plain.sequence()) {
        assertThat(Logits.bits(found)).isDeepEqualTo(Logits.bits(plain.read(alone, few, ALL)));
      }
    }
  }

  @Test
  void whatABlockHeldBeforeGivesTheSameBits() {
    try (Rig rig = rig()) {
      int[][] plain = plainBits(rig);
      for (float garbage : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1e30f}) {
        try (KvSequence last = rig.sequence()) {
          last.append(4 * rig.pool.slots());
          for (int c = 0; c < last.columns(); c += rig.pool.slots()) {
            fill(last.block(c), garbage);
          }
        }
        assertThat(plainBits(rig)).as("blocks full of %s", garbage).isDeepEqualTo(plain);
      }
    }
  }

  private static void fill(MemorySegment block, float value) {
    for (long i = 0; i < block.byteSize() / 4; i++) {
      block.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
    }
  }
}
