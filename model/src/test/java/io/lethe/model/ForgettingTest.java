package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Laws 2 and 6: what deletion in place does, and what it leaves alone. */
@ParameterizedClass
@FieldSource("io.lethe.model.Specimen#TINY")
class ForgettingTest {
  private static final List<Span> SPANS = List.of(new Span(10, 20), new Span(60, 130));

  private final Rig rig;
  private final int[] ids;
  private final int[] then;

  ForgettingTest(Specimen specimen) {
    this.rig = Rig.of(specimen.file());
    this.ids = specimen.ids();
    this.then = Tiny.randomIds(11, 40, 250);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private KvSequence prefilled() {
    KvSequence sequence = rig.sequence();
    rig.next(sequence, ids);
    return sequence;
  }

  @Test
  void forgottenColumnsCannotBeReadWhateverIsInThem() {
    try (KvSequence plain = prefilled();
        KvSequence scribbled = prefilled()) {
      plain.forget(SPANS);
      scribbled.forget(SPANS);
      for (int c = 0; c < scribbled.columns(); c++) {
        if (!scribbled.isLive(c)) {
          scribble(scribbled, c);
        }
      }
      assertThat(Logits.bits(rig.read(scribbled, then, 9)))
          .isDeepEqualTo(Logits.bits(rig.read(plain, then, 9)));
    }
  }

  /** Overwrites the keys and values of a column in all layers and heads with large numbers. */
  private void scribble(KvSequence sequence, int column) {
    var shape = rig.model.kvShape();
    int slots = rig.pool.slots();
    int slot = column % slots;
    MemorySegment block = sequence.block(column);
    for (int layer = 0; layer < shape.layers(); layer++) {
      for (int h = 0; h < shape.kvHeads(); h++) {
        long keys = rig.pool.keysOffset(layer, h);
        long values = rig.pool.valuesOffset(layer, h) + slot * shape.valueStride() * 4L;
        for (int d = 0; d < shape.headDim(); d++) {
          block.set(ValueLayout.JAVA_FLOAT, keys + (d * slots + slot) * 4L, 1e20f);
          block.set(ValueLayout.JAVA_FLOAT, values + d * 4L, -1e20f);
        }
      }
    }
  }

  @Test
  void forgettingMovesNoByteOfABlockAndNoPosition() {
    try (KvSequence sequence = prefilled()) {
      List<byte[]> before = blocks(sequence);
      sequence.forget(List.of(new Span(10, 20), new Span(70, 72)));
      assertThat(blocks(sequence)).containsExactlyElementsOf(before);
      for (int c = 0; c < sequence.columns(); c++) {
        boolean gone = (c >= 10 && c < 20) || (c >= 70 && c < 72);
        assertThat(sequence.position(c)).isEqualTo(c);
        assertThat(sequence.isLive(c)).isEqualTo(!gone);
      }
      assertThat(sequence.nextPosition()).isEqualTo(ids.length);
    }
  }

  private List<byte[]> blocks(KvSequence sequence) {
    List<byte[]> blocks = new ArrayList<>();
    for (int c = 0; c < sequence.columns(); c += rig.pool.slots()) {
      blocks.add(sequence.block(c).toArray(ValueLayout.JAVA_BYTE));
    }
    return blocks;
  }

  @Test
  void forgettingTheEndEqualsTruncatingIt() {
    try (KvSequence forgotten = prefilled();
        KvSequence truncated = prefilled()) {
      int length = 77;
      forgotten.forget(List.of(new Span(length, ids.length)));
      truncated.truncate(length);
      truncated.skip(ids.length - length);
      assertThat(Logits.bits(rig.read(forgotten, then, 64)))
          .isDeepEqualTo(Logits.bits(rig.read(truncated, then, 64)));
    }
  }

  @Test
  void truncatingEqualsNeverHavingReadTheEnd() {
    try (KvSequence truncated = prefilled();
        KvSequence shorter = rig.sequence()) {
      truncated.truncate(77);
      rig.next(shorter, Arrays.copyOf(ids, 77));
      assertThat(Logits.bits(rig.read(truncated, then, 64)))
          .isDeepEqualTo(Logits.bits(rig.read(shorter, then, 64)));
    }
  }

  @Test
  void deletingNothingChangesNothingAndDeletingEverythingIsRefused() {
    try (KvSequence touched = prefilled();
        KvSequence untouched = prefilled()) {
      assertThat(touched.forget(List.of(new Span(5, 5), new Span(9_000, 9_001)))).isZero();
      assertThatThrownBy(() -> touched.forget(List.of(new Span(0, 80), new Span(80, 9_000))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("all 150 columns");
      assertThat(Logits.bits(rig.read(touched, then, 64)))
          .isDeepEqualTo(Logits.bits(rig.read(untouched, then, 64)));
    }
  }

  @Test
  void oneDeletionEqualsItsPartsInAnyOrderAndOverlapping() {
    try (KvSequence once = prefilled();
        KvSequence piecewise = prefilled()) {
      once.forget(List.of(new Span(40, 120)));
      piecewise.forget(List.of(new Span(90, 120), new Span(50, 60)));
      piecewise.forget(List.of(new Span(40, 70)));
      piecewise.forget(List.of(new Span(55, 90)));
      assertThat(Logits.bits(rig.read(piecewise, then, 64)))
          .isDeepEqualTo(Logits.bits(rig.read(once, then, 64)));
    }
  }
}
