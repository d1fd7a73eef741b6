package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law 1: deleted columns are as columns masked with -inf. Here against a second implementation;
 * {@link ReferenceTest} holds all families against PyTorch.
 */
class MaskIdentityTest {
  /** Logits after each token, and the index of the first token that no longer sees it. */
  private record Run(float[][] logits, int[] unseenFrom) {}

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "llama-linear", "mistral"})
  void deletionsAtAnyTimeEqualAMask(String name) {
    int[] ids = Tiny.randomIds(name.hashCode(), 150, 250);
    long[] positions = LongStream.range(0, ids.length).toArray();
    SlowLlama slow = new SlowLlama(Tiny.file(name));
    try (Rig rig = Rig.of(Tiny.file(name))) {
      for (long seed = 0; seed < 4; seed++) {
        Run run = readAndForget(rig, ids, new Random(seed));
        float[][] masked = slow.logits(ids, positions, (query, key) -> query < run.unseenFrom[key]);
        for (int t = 0; t < ids.length; t++) {
          assertThat(Logits.distance(run.logits[t], masked[t]))
              .as("seed %d, token %d", seed, t)
              .isLessThan(1e-4);
          assertThat(Logits.argmax(run.logits[t]))
              .as("seed %d, token %d", seed, t)
              .isEqualTo(Logits.argmax(masked[t]));
        }
      }
    }
  }

  private static Run readAndForget(Rig rig, int[] ids, Random random) {
    Run run = new Run(new float[ids.length][], new int[ids.length]);
    Arrays.fill(run.unseenFrom, Integer.MAX_VALUE);
    try (KvSequence sequence = rig.sequence()) {
      for (int read = 0; read < ids.length; ) {
        int count = Math.min(1 + random.nextInt(30), ids.length - read);
        int[] part = Arrays.copyOfRange(ids, read, read + count);
        System.arraycopy(rig.read(sequence, part, 16), 0, run.logits, read, count);
        read += count;
        int start = 1 + random.nextInt(read);
        int end = start + random.nextInt(20);
        sequence.forget(List.of(new Span(start, end)));
        for (int i = start; i < Math.min(end, read); i++) {
          run.unseenFrom[i] = Math.min(run.unseenFrom[i], read);
        }
      }
    }
    return run;
  }
}
