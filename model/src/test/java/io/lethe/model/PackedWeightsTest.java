package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.gguf.GgufFile;
import io.lethe.kv.BlockPool;
import io.lethe.kv.KvSequence;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Rows;
import io.lethe.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedWeightsTest {
  @TempDir private Path home;
  private final Workers workers = new Workers(2);
  private final List<Double> progress = new ArrayList<>();
  private Path gguf = Path.of("");
  private Path folder = Path.of("");

  @BeforeEach
  void copyModel() throws IOException {
    gguf = Files.copy(Tiny.file("mistral"), home.resolve("model.gguf"));
    folder = home.resolve("cache").resolve("packed");
  }

  @AfterEach
  void close() {
    workers.close();
  }

  /** The bits of some logits of the model, and what progress was told on the way. */
  private int[] bits(@Nullable Path packed) {
    progress.clear();
    return bits(packed, workers, progress::add);
  }

  private int[] bits(@Nullable Path packed, Workers threads, DoubleConsumer listener) {
    Compute compute = new Compute(Kernels.best(), threads);
    try (Model model = ModelLoader.load(GgufFile.open(gguf), packed, compute, listener);
        BlockPool pool = new BlockPool(model.kvShape(), 32, 4);
        KvSequence sequence = new KvSequence(pool, 0)) {
      Rows logits = new Rows(model.config().vocabulary());
      int[] ids = Tiny.randomIds(5, 20, 250);
      model.forward(new Batch().add(sequence, ids, 0, ids.length, Batch.Logits.LAST), logits);
      return Logits.bits(Arrays.copyOf(logits.values(), logits.width()));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1).allMatch(f -> f.toString().endsWith(".packed"));
    return files().getFirst();
  }

  @Test
  void theSecondOpeningMapsWhatTheFirstPacked() throws IOException {
    int[] inMemory = bits(null);
    assertThat(progress).isSorted().last().isEqualTo(1.0);
    assertThat(bits(folder)).isEqualTo(inMemory);
    assertThat(progress).isSorted().last().isEqualTo(1.0);
    assertThat(ModelLoader.damagedPackedFiles(folder)).isEmpty();
    Path file = onlyFile();
    Object identity = identity(file);
    assertThat(bits(folder)).isEqualTo(inMemory);
    assertThat(progress).isEmpty();
    assertThat(identity(onlyFile())).isEqualTo(identity);
  }

  private static Object identity(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(Optional.ofNullable(attributes.fileKey()), attributes.lastModifiedTime());
  }

  @Test
  void whatIsNotAFinishedFileOfThisModelIsWrittenAnew() throws IOException {
    int[] wanted = bits(folder);
    byte[] whole = Files.readAllBytes(onlyFile());
    List<byte[]> others = new ArrayList<>();
    others.add(new byte[0]);
    others.add(Arrays.copyOf(whole, 100));
    others.add(Arrays.copyOf(whole, whole.length - 1));
    others.add(Arrays.copyOf(whole, whole.length + 1));
    others.add(Files.readAllBytes(gguf));
    for (int at : new int[] {0, 8, 12, 16, 24, 55}) { // magic, version, pieces, length, source
      byte[] lie = whole.clone();
      lie[at] ^= 1;
      others.add(lie);
    }
    for (byte[] other : others) {
      Files.write(onlyFile(), other);
      assertThat(bits(folder)).isEqualTo(wanted);
      assertThat(progress).as("packed anew").isNotEmpty();
      assertThat(onlyFile()).hasBinaryContent(whole);
    }
  }

  @Test
  void aModelThatChangedIsPackedAnewInPlaceOfTheOld() throws IOException {
    bits(folder);
    Path before = onlyFile();
    Files.setLastModifiedTime(gguf, FileTime.from(Instant.parse("2020-02-02T02:02:02Z")));
    bits(folder);
    assertThat(progress).isNotEmpty();
    assertThat(onlyFile()).isEqualTo(before);
  }

  @Test
  void aFolderThatCannotBeWrittenLeavesTheWeightsInMemory() throws IOException {
    Path file = Files.createFile(home.resolve("file"));
    int[] wanted = bits(null);
    assertThat(bits(file.resolve("packed"))).isEqualTo(wanted);
    assertThat(progress).last().isEqualTo(1.0);
    assertThat(bits(file)).isEqualTo(wanted);
    bits(folder);
    Path packed = onlyFile();
    Files.delete(packed);
    Files.createDirectories(packed.resolve("in the way"));
    assertThat(bits(folder)).isEqualTo(wanted);
    assertThat(files()).containsExactly(packed);
  }

  @Test
  void manyThatPackAtOnceLeaveOneWholeFile() throws Exception {
    int[] wanted = bits(null);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<int[]>> found = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        found.add(
            threads.submit(() -> {
              try (Workers own = new Workers(1)) {
                return bits(folder, own, share -> {});
              }
            }));
      }
      for (Future<int[]> each : found) {
        assertThat(each.get()).isEqualTo(wanted);
      }
    }
    onlyFile();
    assertThat(ModelLoader.damagedPackedFiles(folder)).isEmpty();
  }

  @Test
  void packingThatFailsLeavesNothing() throws IOException {
    GgufFile file = GgufFile.open(gguf);
    var data = file.tensors().getFirst().data();
    assertThatThrownBy(() ->
            ModelLoader.load(
                file,
                folder,
                new Compute(Kernels.best(), workers),
                share -> {
                  throw new IllegalStateException("stopped");
                }))
        .hasMessage("stopped");
    assertThat(data.scope().isAlive()).isFalse();
    assertThat(files()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftIsCleanedUpWhenItIsOldEnough() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                KilledPacking.class.getName(),
                gguf.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("output").toFile())
            .start();
    assertThat(process.waitFor())
        .as(Files.readString(home.resolve("output")))
        .isEqualTo(KilledPacking.STATUS);
    assertThat(files()).hasSize(1).allMatch(f -> f.toString().endsWith(".part"));
    Path part = files().getFirst();

    int[] wanted = bits(null);
    assertThat(bits(folder)).isEqualTo(wanted);
    assertThat(files()).as("its writer might still live").hasSize(2).contains(part);

    Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Files.setLastModifiedTime(gguf, FileTime.from(Instant.parse("2020-02-02T02:02:02Z")));
    assertThat(bits(folder)).isEqualTo(wanted);
    onlyFile();
  }

  @Test
  void anyFlippedBitIsFoundByReadingTheFile() throws IOException {
    bits(folder);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    long seed = 3;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] flipped = whole.clone();
      int at = 4096 + random.nextInt(whole.length - 4096);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, flipped);
      assertThat(ModelLoader.damagedPackedFiles(folder))
          .as("seed %d round %d byte %d", seed, round, at)
          .containsExactly(file);
    }
    assertThat(ModelLoader.damagedPackedFiles(home.resolve("absent"))).isEmpty();
  }

  @Test
  void matricesOfManyPiecesAreWrittenAsTheyArePackedInMemory() {
    int hidden = 64;
    int rows = 150_001;
    Random random = new Random(8);
    float[] values = new float[hidden * rows];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    GgufEdit.of(Tiny.file("llama3"))
        .withFloats("token_embd.weight", values, hidden, rows)
        .writeTo(gguf);
    int[] wanted = bits(null);
    assertThat(wanted).hasSize(rows);
    assertThat(bits(folder)).isEqualTo(wanted);
    assertThat(bits(folder)).isEqualTo(wanted);
    assertThat(progress).isEmpty();
  }
}
