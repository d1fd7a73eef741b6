package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lethe.kv.Span;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Law 4: a conversation in which parts went now and then can be read once more at once. */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#ALL")
class MaskedReadingTest {
  private final Specimen specimen;
  private final int seeds;

  MaskedReadingTest(Specimen specimen) {
    this.specimen = specimen;
    this.seeds = specimen.isTiny() ? 6 : 2;
  }

  private Player lived(long seed) {
    Player player = new Player(specimen.engine().newSession(seed % 2 == 0 ? 0 : 1_000_000));
    new Dice(specimen, Dice.Scope.MARKABLE, seed).play(player, specimen.isTiny() ? 30 : 14);
    player.play(new Step.Read(specimen.ids(seed, 6)));
    return player;
  }

  private void assertSameWhenReadAtOnce(EngineOptions options) {
    try (Engine other = Engine.open(options)) {
      for (long seed = 1; seed <= seeds; seed++) {
        try (Player lived = lived(seed);
            TokenSession atOnce = other.newSession(seed % 2 == 0 ? 0 : 1_000_000)) {
          Seen seen = new Seen();
          lived.ledger.readAtOnce(atOnce, lived.seen, seen);
          assertThat(lived.seen.bits()).as("seed %d", seed).isNotEmpty();
          assertThat(seen.bits().keySet()).isEqualTo(lived.seen.bits().keySet());
          assertThat(seen.inOrder()).as("seed %d", seed).isDeepEqualTo(lived.seen.inOrder());
          assertThat(State.of(atOnce)).as("seed %d", seed).isEqualTo(State.of(lived.session()));
          int[] then = specimen.ids(seed, 5);
          assertThat(Bits.read(atOnce, then))
              .as("seed %d", seed)
              .isDeepEqualTo(Bits.read(lived.session(), then));
          other.pool().checkIntegrity(List.of(atOnce.sequence()));
        }
      }
      assertThat(other.pool().usedBlocks()).isZero();
    }
  }

  @Test
  void aConversationReadAtOnceUnderMarksIsTheOneThatWasLived() {
    assertSameWhenReadAtOnce(specimen.options());
  }

  @Test
  void soItIsInChunksOfOne() {
    assertSameWhenReadAtOnce(specimen.options().withChunk(1));
  }

  @Test
  void soItIsInChunksOfSevenInLargerBlocks() {
    assertSameWhenReadAtOnce(specimen.options().withChunk(7).withSlots(64));
  }

  @Test
  void soItIsOnOneThread() {
    assertSameWhenReadAtOnce(specimen.options().withThreads(1));
  }

  @Test
  void soItIsWithScalarKernels() {
    assumeTrue(
        specimen.isTiny(), "scalar kernels take most of a second for a token of a real model");
    assertSameWhenReadAtOnce(specimen.options().withKernels(KernelChoice.SCALAR));
  }

  @Test
  void marksWithoutTokensHideWhatIsThere() {
    List<Span> spans = List.of(new Span(3, 8));
    try (TokenSession marked = specimen.engine().newSession();
        TokenSession forgotten = specimen.engine().newSession()) {
      marked.append(specimen.ids(1, 20));
      forgotten.append(specimen.ids(1, 20));
      marked.append(new int[0], List.of(new Mark(spans, 20)), i -> true, (i, values, at) -> {});
      marked.settle();
      forgotten.forget(spans);
      assertThat(State.of(marked)).isEqualTo(State.of(forgotten));
    }
  }
}
