package io.lethe.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lethe.tensor.Dequantization;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutates a small valid file and reads all of it: only a {@link GgufException} may come out. */
class GgufFuzzTest {
  private static final int MUTATIONS_PER_SEED = 15_000;

  /** What one reading of a 2 kB file may allocate at most, exceptions and test included. */
  private static final long MOST_BYTES = 1 << 20;

  private static final long[] TELLING = {
    0,
    1,
    2,
    3,
    31,
    32,
    33,
    255,
    256,
    65_535,
    65_536,
    1L << 20,
    Integer.MAX_VALUE,
    1L << 31,
    0xFFFFFFFFL,
    1L << 32,
    1L << 40,
    1L << 61,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -32
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void nothingButAGgufExceptionEscapes(long seed) throws IOException {
    GgufWriter writer = GgufWriter.sample();
    byte[] valid = writer.toBytes();
    List<GgufWriter.Field> fields = writer.fields();
    Random random = new Random(seed);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    readAll(GgufWriter.write(folder.resolve("valid.gguf"), valid)); // loads and links the classes
    Path path = Files.createFile(folder.resolve("mutant.gguf"));
    int read = 0;
    int refused = 0;
    for (int i = 0; i < MUTATIONS_PER_SEED; i++) {
      byte[] mutant = mutated(valid, fields, random);
      overwrite(path, mutant);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        readAll(path);
        read++;
      } catch (GgufException e) {
        assertThat(e).hasMessageContaining("mutant.gguf: ");
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", mutation " + i, e);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("seed %d, mutation %d", seed, i)
          .isLessThan(MOST_BYTES);
    }
    assertThat(read).isGreaterThan(MUTATIONS_PER_SEED / 20);
    assertThat(refused).isGreaterThan(MUTATIONS_PER_SEED / 4);
  }

  /**
   * In place: ext4 flushes a file that was emptied and written again, which takes a millisecond.
   */
  private static void overwrite(Path path, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.truncate(bytes.length);
    }
  }

  private static byte[] mutated(byte[] valid, List<GgufWriter.Field> fields, Random random) {
    byte[] mutant = valid.clone();
    int header = fields.getLast().at() + fields.getLast().size();
    for (int n = random.nextInt(3); n >= 0; n--) {
      switch (random.nextInt(5)) {
        case 0 -> mutant[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[random.nextInt(header)] = (byte) random.nextInt();
        case 2, 3 -> lie(mutant, fields.get(random.nextInt(fields.size())), random);
        default -> {
          int from = random.nextInt(header);
          int to = random.nextInt(header);
          int length = random.nextInt(1, 64);
          System.arraycopy(
              valid, from, mutant, to, Math.min(length, valid.length - Math.max(from, to)));
        }
      }
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(mutant, random.nextInt(valid.length)) : mutant;
  }

  private static void lie(byte[] mutant, GgufWriter.Field field, Random random) {
    long value =
        switch (random.nextInt(3)) {
          case 0 -> TELLING[random.nextInt(TELLING.length)];
          case 1 -> random.nextInt(40);
          default -> random.nextLong() >>> random.nextInt(64);
        };
    System.arraycopy(
        GgufWriter.littleEndian(value, field.size()), 0, mutant, field.at(), field.size());
  }

  /** Reads every tensor to its last block, the fingerprint, every value and the summary. */
  private static void readAll(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      file.tensors().forEach(GgufFuzzTest::readTensor);
      file.fingerprint();
      for (MetadataEntry entry : file.metadata().entries()) {
        readValue(file.metadata(), entry);
      }
      Inspection.of(file);
    }
  }

  private static void readTensor(GgufTensor tensor) {
    assertThat(tensor.rows()).isNotNegative();
    if (tensor.unsupported().isPresent()) {
      return;
    }
    assertThat(tensor.data().byteSize()).isEqualTo(tensor.type().bytes(tensor.elements()));
    int elements = Math.toIntExact(tensor.elements());
    Dequantization.decode(tensor.type(), tensor.data(), 0, new float[elements], 0, elements);
  }

  private static void readValue(Metadata metadata, MetadataEntry entry) {
    String key = entry.key();
    switch (entry.type().replaceAll("\\d+]", "]")) {
      case "string" -> metadata.string(key);
      case "string[]" -> metadata.strings(key);
      case "f32", "f64" -> metadata.real(key);
      case "f32[]", "f64[]" -> metadata.reals(key);
      case "bool" -> metadata.bool(key);
      case "bool[]" -> metadata.bools(key);
      case "array[]" -> assertThat(entry.preview()).isEqualTo("[...]");
      case "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64" -> metadata.integer(key);
      default -> metadata.integers(key);
    }
  }
}
