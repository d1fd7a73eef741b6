package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Law 3 for whole conversations, in which parts are forgotten, redacted, repaired, closed and cut
 * off: no bit depends on how they are computed, or on what lies where.
 */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#ALL")
class LayoutTest {
  private final Specimen specimen;
  private final int seeds;
  private final int steps;

  LayoutTest(Specimen specimen) {
    this.specimen = specimen;
    this.seeds = specimen.isTiny() ? 4 : 1;
    this.steps = specimen.isTiny() ? 40 : 16;
  }

  private Dice dice(long seed) {
    return new Dice(specimen, Dice.Scope.ALL, seed);
  }

  private List<String> log(Engine engine, long seed) {
    try (Player player = new Player(engine.newSession())) {
      dice(seed).play(player, steps);
      return player.log;
    }
  }

  private void assertSameWith(EngineOptions options) {
    try (Engine other = Engine.open(options)) {
      for (long seed = 1; seed <= seeds; seed++) {
        assertThat(log(other, seed)).isEqualTo(log(specimen.engine(), seed));
      }
    }
  }

  @Test
  void smallChunksGiveTheSameBits() {
    assertSameWith(specimen.options().withChunk(5));
  }

  @Test
  void largerBlocksAndOneThreadGiveTheSameBits() {
    assertSameWith(specimen.options().withSlots(64).withThreads(1));
  }

  @Test
  void scalarKernelsGiveTheSameBits() {
    assumeTrue(specimen.isTiny(), "scalar kernels take most of a second for a real model's token");
    assertSameWith(specimen.options().withKernels(KernelChoice.SCALAR));
  }

  @Test
  void defragmentingAtAnyMomentChangesNoBit() {
    Engine engine = specimen.engine();
    int moved = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      Dice dice = dice(seed);
      Dice moments = dice(-seed);
      try (Player player = new Player(engine.newSession())) {
        for (int i = 0; i < steps; i++) {
          player.play(dice.next(player.ledger));
          if (moments.onceIn(3)) {
            moved += player.session().defragment().columnsMoved();
            engine.pool().checkIntegrity(List.of(player.session().sequence()));
          }
        }
        assertThat(player.log).isEqualTo(log(engine, seed));
      }
    }
    assertThat(moved).isPositive();
  }

  @Test
  void restartingAtAnyMomentChangesNoBit() {
    AtomicInteger mapped = new AtomicInteger();
    for (long seed = 1; seed <= seeds; seed++) {
      Dice dice = dice(seed);
      Dice moments = dice(-seed);
      List<Engine> engines = new ArrayList<>(List.of(Engine.open(specimen.options())));
      try (Player player = new Player(engines.getFirst().newSession())) {
        for (int i = 0; i < steps; i++) {
          player.play(dice.next(player.ledger));
          if (moments.onceIn(8)) {
            Engine next = Engine.open(specimen.options());
            player.goOnWith(Restart.of(player.session(), next, mapped));
            engines.removeLast().close();
            engines.add(next);
            next.pool().checkIntegrity(List.of(player.session().sequence()));
          }
        }
        assertThat(player.log).isEqualTo(log(specimen.engine(), seed));
      } finally {
        engines.forEach(Engine::close);
      }
      assertThat(mapped).as("blocks that nobody gave back").hasValue(0);
    }
  }
}
