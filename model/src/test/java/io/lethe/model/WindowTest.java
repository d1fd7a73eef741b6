package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A window counts positions, whatever was deleted in between: a model whose layers all have one.
 */
class WindowTest {
  private static final int WINDOW = 10;
  private static final int READ = 100;

  /** The first position of the window of the token that is read next. */
  private static final int EDGE = READ - WINDOW + 1;

  @TempDir private Path folder;
  private Rig rig;

  @BeforeEach
  void open() {
    // The sixth layer would see everything.
    GgufEdit edit = GgufEdit.of(Tiny.file("gemma3")).with("gemma3.block_count", 5);
    for (String name : edit.tensorNames()) {
      if (name.startsWith("blk.5.") || name.startsWith("blk.6.")) {
        edit.withoutTensor(name);
      }
    }
    rig =
        Rig.of(
            edit.with("gemma3.attention.sliding_window", WINDOW)
                .writeTo(folder.resolve("window.gguf")));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** The bits of the logits after one token that is read when the spans are gone. */
  private int[] after(List<Span> spans) {
    try (KvSequence sequence = rig.sequence()) {
      rig.next(sequence, Tiny.randomIds(1, READ, 250));
      sequence.forget(spans);
      return Logits.bits(rig.next(sequence, 7));
    }
  }

  @Test
  void whatLiesBeforeTheWindowCanGoAndNothingChanges() {
    int[] all = after(List.of());
    assertThat(after(List.of(new Span(0, EDGE)))).isEqualTo(all);
    assertThat(after(List.of(new Span(20, 30), new Span(EDGE - 1, EDGE)))).isEqualTo(all);
    assertThat(after(List.of(new Span(EDGE, EDGE + 1)))).isNotEqualTo(all);
    assertThat(after(List.of(new Span(READ - 1, READ)))).isNotEqualTo(all);
  }

  @Test
  void aDeletionInTheWindowLetsNoEarlierColumnIn() {
    Span inside = new Span(EDGE + 2, READ - 2);
    int[] gone = after(List.of(inside));
    assertThat(after(List.of(inside, new Span(0, EDGE)))).isEqualTo(gone);
    assertThat(after(List.of(inside, new Span(EDGE - 6, EDGE)))).isEqualTo(gone);
    assertThat(after(List.of(inside, new Span(EDGE, EDGE + 1)))).isNotEqualTo(gone);
  }

  @Test
  void whenAllOfTheWindowIsGoneATokenSeesItselfAlone() {
    int[] gone = after(List.of(new Span(EDGE, READ)));
    assertThat(after(List.of(new Span(1, READ)))).isEqualTo(gone);
    try (KvSequence alone = new KvSequence(rig.pool, READ)) {
      assertThat(Logits.bits(rig.next(alone, 7))).isEqualTo(gone);
    }
  }

  @Test
  void skippedPositionsCountInTheWindow() {
    try (KvSequence sequence = rig.sequence();
        KvSequence shorter = rig.sequence()) {
      int[] ids = Tiny.randomIds(1, READ, 250);
      rig.next(sequence, ids);
      sequence.skip(4);
      rig.next(shorter, ids);
      shorter.forget(List.of(new Span(0, EDGE + 4)));
      shorter.skip(4);
      assertThat(Logits.bits(rig.next(sequence, 7))).isEqualTo(Logits.bits(rig.next(shorter, 7)));
    }
  }

  @Test
  void closingAHoleBringsEarlierColumnsIntoTheWindow() {
    Span inside = new Span(EDGE + 2, READ - 2);
    Span justBefore = new Span(EDGE - 1, EDGE);
    assertThat(closed(List.of(inside, justBefore), inside))
        .isNotEqualTo(closed(List.of(inside), inside));
    Span longBefore = new Span(0, EDGE - inside.length());
    assertThat(closed(List.of(inside, longBefore), inside))
        .isEqualTo(closed(List.of(inside), inside));
  }

  private int[] closed(List<Span> gone, Span hole) {
    try (KvSequence sequence = rig.sequence()) {
      rig.next(sequence, Tiny.randomIds(1, READ, 250));
      sequence.forget(gone);
      sequence
          .renumber(List.of(hole))
          .forEach(shift ->
              rig.model.turnKeys(sequence, shift.firstColumn(), shift.endColumn(), shift.by()));
      return Logits.bits(rig.next(sequence, 7));
    }
  }
}
