package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lethe.gguf.GgufException;
import io.lethe.gguf.GgufFile;
import io.lethe.kv.BlockPool;
import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Rows;
import io.lethe.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Files that are GGUF but lie about being a model. */
class HostileModelTest {
  private static final Set<String> OPTIONAL = Set.of("rope_freqs.weight", "output.weight");

  @TempDir private Path folder;
  private final Workers workers = new Workers(2);

  @AfterEach
  void close() {
    workers.close();
  }

  private Model load(GgufFile file) {
    return ModelLoader.load(file, null, new Compute(Kernels.best(), workers), share -> {});
  }

  /** What loading throws; whether it throws or not, the file is closed afterwards. */
  private @Nullable Throwable refusal(GgufEdit edit) {
    GgufFile file;
    try {
      file = GgufFile.open(edit.writeTo(folder.resolve("hostile.gguf")));
    } catch (GgufException e) {
      return e;
    }
    var data =
        file.tensors().stream()
            .filter(tensor -> tensor.unsupported().isEmpty())
            .findAny()
            .orElseThrow()
            .data();
    Throwable thrown = catchThrowable(() -> load(file).close());
    assertThat(data.scope().isAlive()).as("the file is still open").isFalse();
    return thrown;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          attention.head_count         | 3           | found 3 heads over 2 KV heads
          attention.head_count         | 0           | found 0 for heads
          attention.head_count         | 281474976710656 | for heads
          attention.head_count_kv      | 0           | found 0 for KV heads
          attention.head_count_kv      | 3           | over 3 KV heads
          attention.key_length         | 15          | wanted the width of a key, 15
          attention.key_length         | 0           | wanted the width of a key, 0
          attention.value_length       | 8           | value_length 8, wanted the width of a key
          rope.dimension_count         | 4           | dimension_count 4, wanted the width of a key
          block_count                  | 0           | found 0 for layers
          block_count                  | 1099511627776 | for layers, wanted 1 to 1024
          block_count                  | -1          | 18446744073709551615 as llama.block_count
          block_count                  | 1000        | wanted tensor blk.
          embedding_length             | 0           | found 0 for hidden width
          embedding_length             | 32          | wanted [
          feed_forward_length          | 0           | found 0 for feed-forward width
          feed_forward_length          | 31          | wanted [31
          context_length               | 0           | found 0 for context length
          """)
  void numbersThatLieAreRefused(String key, long value, String message) {
    Throwable thrown = refusal(GgufEdit.of(Tiny.file("llama3")).with("llama." + key, value));
    assertThat(thrown)
        .isInstanceOfAny(ModelException.class, GgufException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "llama.attention.layer_norm_rms_epsilon, NaN",
    "llama.attention.layer_norm_rms_epsilon, -1",
    "llama.attention.layer_norm_rms_epsilon, 2",
    "llama.rope.freq_base, 0",
    "llama.rope.freq_base, NaN",
    "llama.rope.freq_base, Infinity",
    "llama.rope.scaling.factor, 0",
    "llama.rope.scaling.factor, NaN",
    "llama.rope.scaling.factor, -4",
  })
  void realsThatMakeNoModelAreRefused(String key, float value) {
    assertThat(refusal(GgufEdit.of(Tiny.file("llama-linear")).with(key, value)))
        .isInstanceOf(ModelException.Malformed.class)
        .hasMessageContaining("wanted");
  }

  @Test
  void whatIsNotBuiltIsSaidByName() {
    GgufEdit yarn = GgufEdit.of(Tiny.file("llama3")).with("llama.rope.scaling.type", "yarn");
    assertThat(refusal(yarn.withoutTensor("rope_freqs.weight")))
        .hasMessageContaining("found RoPE scaling 'yarn', wanted none or linear");
    assertThat(refusal(GgufEdit.of(Tiny.file("llama3")).with("general.architecture", "mamba")))
        .isInstanceOf(ModelException.UnknownArchitecture.class)
        .hasMessageContaining("found architecture 'mamba', wanted one of gemma3, llama, qwen2");
    assertThat(refusal(GgufEdit.of(Tiny.file("llama3")).without("general.architecture")))
        .isInstanceOf(GgufException.WrongMetadata.class);
    assertThat(refusal(GgufEdit.of(Tiny.file("gemma3")).without("gemma3.attention.sliding_window")))
        .isInstanceOf(GgufException.WrongMetadata.class);
    assertThat(refusal(GgufEdit.of(Tiny.file("gemma3")).with("gemma3.rope.freq_base_swa", 0f)))
        .hasMessageContaining("found a local RoPE base of 0.0");
  }

  @Test
  void factorsThatStopTheRotationAreRefused() {
    for (float factor : new float[] {0f, Float.NaN, -1f}) {
      GgufEdit edit = GgufEdit.of(Tiny.file("llama3")).withAll("rope_freqs.weight", factor);
      assertThat(refusal(edit)).hasMessageContaining("found a RoPE factor of " + factor);
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.model.Tiny#NAMES")
  void anyTensorThatIsMissingIsNamed(String name) {
    for (String tensor : GgufEdit.of(Tiny.file(name)).tensorNames()) {
      if (!OPTIONAL.contains(tensor)) {
        assertThat(refusal(GgufEdit.of(Tiny.file(name)).withoutTensor(tensor)))
            .as(tensor)
            .isInstanceOf(GgufException.MissingTensor.class)
            .hasMessageContaining("wanted tensor " + tensor);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.model.Tiny#NAMES")
  void anyTensorOfAnUnsupportedTypeIsNamed(String name) {
    int i8 = 24;
    for (String tensor : GgufEdit.of(Tiny.file(name)).tensorNames()) {
      GgufEdit edit = GgufEdit.of(Tiny.file(name)).withType(tensor, i8);
      assertThat(refusal(edit))
          .as(tensor)
          .isInstanceOfAny(GgufException.Unsupported.class, GgufException.Malformed.class)
          .hasMessageContaining(tensor);
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.model.Tiny#NAMES")
  void anyTensorOfAnotherShapeIsNamed(String name) {
    for (String tensor : GgufEdit.of(Tiny.file(name)).tensorNames()) {
      for (long[] shape : List.of(new long[] {6}, new long[] {6, 2}, new long[] {6, 1, 1})) {
        GgufEdit edit = GgufEdit.of(Tiny.file(name)).withShape(tensor, shape);
        assertThat(refusal(edit))
            .as("%s as %s", tensor, Arrays.toString(shape))
            .isInstanceOfAny(ModelException.Malformed.class, GgufException.Malformed.class)
            .hasMessageContaining(tensor);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.model.Tiny#NAMES")
  void mutatedHeadersEitherLoadAndComputeOrAreRefused(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(Tiny.file(name));
    int header = (int) firstTensorOffset(Tiny.file(name));
    Path mutated = folder.resolve("mutated.gguf");
    long seed = 19;
    Random random = new Random(seed);
    int loaded = 0;
    for (int round = 0; round < 400; round++) {
      byte[] copy = bytes.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        copy[random.nextInt(header)] = (byte) random.nextInt(256);
      }
      Files.write(mutated, copy);
      try (Model model = load(GgufFile.open(mutated))) {
        computeSomething(model);
        loaded++;
      } catch (ModelException | GgufException e) {
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).isNotBlank();
      }
    }
    assertThat(loaded).isPositive();
  }

  private static long firstTensorOffset(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      return file.tensors().stream().mapToLong(t -> t.offsetBytes()).min().orElseThrow();
    }
  }

  private static void computeSomething(Model model) {
    try (BlockPool pool = new BlockPool(model.kvShape(), 32, 1);
        KvSequence sequence = new KvSequence(pool, 0)) {
      Rows logits = new Rows(model.config().vocabulary());
      model.forward(
          new Batch().add(sequence, new int[] {0, 0, 0}, 0, 3, Batch.Logits.LAST), logits);
    }
  }

  @Test
  void tokensOutsideTheVocabularyAreRefused() {
    try (Rig rig = Rig.of(Tiny.file("llama3"));
        KvSequence sequence = rig.sequence()) {
      int vocabulary = rig.model.config().vocabulary();
      for (int token : new int[] {-1, vocabulary, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> rig.next(sequence, 1, token))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("found token id %d, wanted 0 to %d", token, vocabulary - 1);
        sequence.truncate(0);
      }
      assertThat(sequence.nextPosition()).isZero();
    }
  }

  @Test
  void aSequenceOfAnotherModelIsRefused() {
    KvShape other = new KvShape(1, 1, 2);
    try (Rig rig = Rig.of(Tiny.file("llama3"));
        BlockPool pool = new BlockPool(other, 32, 1);
        KvSequence sequence = new KvSequence(pool, 0)) {
      assertThatThrownBy(() -> rig.next(sequence, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found a sequence with columns of " + other);
    }
  }

  @Test
  void tokensThatAreNotThereAreRefusedBeforeTheSequenceChanges() {
    try (Rig rig = Rig.of(Tiny.file("llama3"));
        KvSequence sequence = rig.sequence()) {
      assertThatThrownBy(() -> new Batch().add(sequence, new int[3], 1, 5, Batch.Logits.LAST))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(sequence.columns()).isZero();
    }
  }

  @Test
  void aBatchTooLargeForOneArrayIsRefusedWithItsNumbers() {
    Rows rows = new Rows(262_144);
    assertThatThrownBy(() -> rows.resize(8192))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8192 rows of 262144");
  }
}
