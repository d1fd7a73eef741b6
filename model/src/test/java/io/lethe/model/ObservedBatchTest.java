package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Rows;
import io.lethe.tensor.ScalarKernels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a batch tells of the attention that its tokens gave. */
class ObservedBatchTest {
  private static final List<Span> GONE = List.of(new Span(9, 12), new Span(20, 50));

  @TempDir private Path folder = Path.of("");

  private static Batch observed(Rig rig, KvSequence sequence, int[] ids, int from) {
    Batch batch = Batch.observed().add(sequence, ids, from, ids.length, Batch.Logits.ALL);
    rig.forward(batch);
    return batch;
  }

  /** The attention of the last quarter, read in chunks after columns went. */
  private static double[][] attention(Rig rig, int[] ids, int chunk) {
    int before = ids.length * 3 / 4;
    double[][] attention = new double[ids.length - before][];
    try (KvSequence sequence = rig.sequence()) {
      rig.read(sequence, Arrays.copyOf(ids, before), 64);
      sequence.forget(GONE);
      for (int from = before; from < ids.length; from += chunk) {
        int to = Math.min(ids.length, from + chunk);
        Batch batch = observed(rig, sequence, Arrays.copyOf(ids, to), from);
        for (int i = from; i < to; i++) {
          attention[i - before] = batch.attention(i - from);
        }
      }
    }
    return attention;
  }

  @ParameterizedTest
  @FieldSource("io.lethe.model.Specimen#ALL")
  void attentionAddsUpToOneForEveryHeadAndIsNothingForWhatIsGone(Specimen specimen) {
    int[] ids = specimen.ids();
    try (Rig rig = Rig.of(specimen.file())) {
      ModelConfig config = rig.model.config();
      double[][] attention = attention(rig, ids, ids.length);
      for (int t = 0; t < attention.length; t++) {
        assertThat(attention[t]).hasSize(ids.length * 3 / 4 + t + 1);
        assertThat(DoubleStream.of(attention[t]).sum())
            .isCloseTo(config.layers() * config.heads(), within(1e-9));
        for (Span gone : GONE) {
          assertThat(Arrays.copyOfRange(attention[t], (int) gone.start(), (int) gone.end()))
              .containsOnly(0.0);
        }
        assertThat(attention[t][8]).isPositive();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.model.Specimen#ALL")
  void threadsBlocksChunksAndVectorsChangeNoBitOfIt(Specimen specimen) {
    int[] ids = specimen.ids();
    double[][] plain;
    try (Rig rig = Rig.of(specimen.file())) {
      plain = attention(rig, ids, ids.length);
      assertThat(attention(rig, ids, 1)).isDeepEqualTo(plain);
      assertThat(attention(rig, ids, 7)).isDeepEqualTo(plain);
    }
    try (Rig rig = new Rig(specimen.file(), Kernels.best(), 3, 32)) {
      assertThat(attention(rig, ids, 13)).isDeepEqualTo(plain);
    }
    // Scalar kernels take most of a second for a token of the real model.
    Kernels other = specimen.isTiny() ? new ScalarKernels() : Kernels.best();
    try (Rig rig = new Rig(specimen.file(), other, 1, 128)) {
      assertThat(attention(rig, ids, ids.length)).isDeepEqualTo(plain);
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.model.Specimen#TINY")
  void observingChangesNoBitOfWhatIsComputed(Specimen specimen) {
    int[] ids = specimen.ids();
    try (Rig rig = Rig.of(specimen.file());
        KvSequence plain = rig.sequence();
        KvSequence watched = rig.sequence()) {
      float[][] logits = rig.forward(new Batch().add(plain, ids, 0, ids.length, Batch.Logits.ALL));
      Batch batch = Batch.observed().add(watched, ids, 0, ids.length, Batch.Logits.ALL);
      assertThat(Logits.bits(rig.forward(batch))).isDeepEqualTo(Logits.bits(logits));
      assertThat(watched.stateDigest()).isEqualTo(plain.stateDigest());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "llama-linear", "mistral"})
  void itIsTheAttentionOfASecondImplementation(String name) {
    int[] ids = Tiny.randomIds(name.hashCode(), 80, 250);
    int before = ids.length * 3 / 4;
    double[][] wanted =
        new SlowLlama(Tiny.file(name))
            .attention(
                ids,
                LongStream.range(0, ids.length).toArray(),
                (query, key) ->
                    query < before || GONE.stream().noneMatch(span -> span.contains(key)));
    try (Rig rig = Rig.of(Tiny.file(name))) {
      double[][] attention = attention(rig, ids, 9);
      for (int t = 0; t < attention.length; t++) {
        assertThat(attention[t])
            .as("token %d", before + t)
            .containsExactly(Arrays.copyOf(wanted[before + t], before + t + 1), within(1e-4));
      }
    }
  }

  @Test
  void whatLiesBeforeAWindowReceivesNothing() {
    // The sixth layer would see everything.
    GgufEdit edit = GgufEdit.of(Tiny.file("gemma3")).with("gemma3.block_count", 5);
    for (String name : edit.tensorNames()) {
      if (name.startsWith("blk.5.") || name.startsWith("blk.6.")) {
        edit.withoutTensor(name);
      }
    }
    Path file =
        edit.with("gemma3.attention.sliding_window", 10).writeTo(folder.resolve("window.gguf"));
    int[] ids = Tiny.randomIds(1, 100, 250);
    try (Rig rig = Rig.of(file);
        KvSequence sequence = rig.sequence()) {
      Batch batch = observed(rig, sequence, ids, 0);
      for (int t = 0; t < ids.length; t++) {
        int oldest = Math.max(0, t - 9);
        double[] attention = batch.attention(t);
        assertThat(DoubleStream.of(attention).limit(oldest).sum()).isZero();
        assertThat(DoubleStream.of(attention).skip(oldest)).allMatch(mass -> mass > 0);
      }
    }
  }

  @Test
  void aTokenThatIsAloneGivesItselfEverything() {
    try (Rig rig = Rig.of(Tiny.file("llama3"));
        KvSequence sequence = rig.sequence()) {
      ModelConfig config = rig.model.config();
      assertThat(observed(rig, sequence, new int[] {7}, 0).attention(0))
          .containsExactly(config.layers() * config.heads());
    }
  }

  @Test
  void severalSequencesInABatchAreToldApart() {
    int[] ids = Tiny.randomIds(3, 60, 250);
    try (Rig rig = Rig.of(Tiny.file("qwen3"));
        KvSequence alone = rig.sequence();
        KvSequence first = rig.sequence();
        KvSequence second = rig.sequence()) {
      Batch wanted = observed(rig, alone, ids, 0);
      Batch batch =
          Batch.observed()
              .add(first, ids, 30, 60, Batch.Logits.NONE)
              .add(second, ids, 0, 60, Batch.Logits.NONE);
      rig.model.forward(batch, new Rows(1));
      for (int t = 0; t < ids.length; t++) {
        assertThat(batch.attention(30 + t)).isEqualTo(wanted.attention(t));
      }
    }
  }

  @Test
  void aBatchThatNobodyObservesTellsNothing() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new Batch().attention(0))
        .withMessageContaining("wanted Batch.observed");
  }
}
