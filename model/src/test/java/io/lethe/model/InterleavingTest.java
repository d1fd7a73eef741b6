package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import io.lethe.tensor.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Law 7: what eight sequences do in one pool is what each does alone. */
@ParameterizedClass
@FieldSource("io.lethe.model.Specimen#TINY")
class InterleavingTest {
  private static final int SEQUENCES = 8;

  private final Specimen specimen;

  InterleavingTest(Specimen specimen) {
    this.specimen = specimen;
  }

  /** One step of a sequence: tokens to read, then spans to forget. */
  private record Step(int[] ids, List<Span> spans) {}

  /** A sequence, its script, and the logits after each step. */
  private static final class Actor {
    final KvSequence sequence;
    final List<Step> script;
    final List<float[]> logits = new ArrayList<>();

    Actor(KvSequence sequence, List<Step> script) {
      this.sequence = sequence;
      this.script = script;
    }

    boolean isDone() {
      return logits.size() == script.size();
    }

    Step next() {
      return script.get(logits.size());
    }

    void take(float[] answer) {
      Step step = next();
      logits.add(answer);
      sequence.forget(step.spans);
    }
  }

  private static List<Step> script(Random random) {
    List<Step> script = new ArrayList<>();
    int read = 0;
    for (int i = 4 + random.nextInt(8); i > 0; i--) {
      int[] ids = Tiny.randomIds(random.nextLong(), 1 + random.nextInt(25), 250);
      read += ids.length;
      int start = 1 + random.nextInt(read);
      script.add(new Step(ids, List.of(new Span(start, start + random.nextInt(50)))));
    }
    return script;
  }

  @Test
  void anyInterleavingOfEightSequencesGivesWhatEachGivesAlone() {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      List<List<Step>> scripts = new ArrayList<>();
      for (int i = 0; i < SEQUENCES; i++) {
        scripts.add(script(random));
      }
      try (Rig rig = new Rig(specimen.file(), Kernels.best(), 2, 32)) {
        List<List<float[]>> together = together(rig, scripts, random);
        for (int i = 0; i < SEQUENCES; i++) {
          try (Rig alone = new Rig(specimen.file(), Kernels.best(), 1, 64)) {
            assertThat(bits(together.get(i)))
                .as("seed %d, sequence %d", seed, i)
                .isDeepEqualTo(bits(alone(alone, scripts.get(i))));
          }
        }
      }
    }
  }

  private static int[][] bits(List<float[]> logits) {
    return Logits.bits(logits.toArray(float[][]::new));
  }

  private static List<float[]> alone(Rig rig, List<Step> script) {
    Actor actor = new Actor(rig.sequence(), script);
    while (!actor.isDone()) {
      actor.take(rig.next(actor.sequence, actor.next().ids));
    }
    return actor.logits;
  }

  /** Random batches; half of the sequences start only when others have ended, in their blocks. */
  private static List<List<float[]>> together(Rig rig, List<List<Step>> scripts, Random random) {
    List<Actor> actors = new ArrayList<>();
    List<Actor> living = new ArrayList<>();
    while (actors.size() < scripts.size() || !living.isEmpty()) {
      if (actors.size() < scripts.size() && living.size() < SEQUENCES / 2) {
        Actor actor = new Actor(rig.sequence(), scripts.get(actors.size()));
        actors.add(actor);
        living.add(actor);
      }
      Batch batch = new Batch();
      List<Actor> taking = living.stream().filter(a -> random.nextBoolean()).toList();
      taking.forEach(
          a -> batch.add(a.sequence, a.next().ids, 0, a.next().ids.length, Batch.Logits.LAST));
      if (!taking.isEmpty()) {
        float[][] answers = rig.forward(batch);
        for (int i = 0; i < answers.length; i++) {
          taking.get(i).take(Arrays.copyOf(answers[i], answers[i].length));
        }
      }
      rig.pool.checkIntegrity(living.stream().map(a -> a.sequence).toList());
      living.stream().filter(Actor::isDone).forEach(a -> a.sequence.close());
      living.removeIf(Actor::isDone);
    }
    return actors.stream().map(a -> a.logits).toList();
  }
}
