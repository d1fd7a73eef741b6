package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lethe.kv.BlockSamples.Sample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mutates a file and opens it, with and without checksums that fit the lie: nothing is thrown,
 * little is allocated, and what is found has the right size and payload; unless somebody forged the
 * checksum, its columns too.
 */
class BlockFuzzTest {
  private static final int MUTATIONS_PER_SEED = 3_000;

  /** What opening one file of 9 kB may allocate at most: its own size and small change. */
  private static final long MOST_BYTES = 1 << 17;

  /** Bytes of the header that hold numbers. */
  private static final int NUMBERS_END = 56;

  private static final long[] TELLING = {
    0,
    1,
    2,
    31,
    32,
    33,
    64,
    127,
    128,
    4095,
    4096,
    4097,
    8192,
    65_535,
    65_536,
    1L << 20,
    1L << 22,
    Integer.MAX_VALUE,
    1L << 31,
    0xFFFFFFFFL,
    1L << 32,
    1L << 40,
    1L << 61,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -32,
    -4096
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingThatDoesNotFitIsEverFound(long seed) throws IOException {
    BlockStore store = BlockSamples.store(folder, 1 << 20);
    Sample sample = BlockSamples.SMALL.sample(seed, 20);
    BlockId id = sample.putInto(store).id();
    Path file = BlockSamples.file(store, id);
    byte[] valid = Files.readAllBytes(file);
    Random random = new Random(seed);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int foreign = 0;
    int damaged = 0;
    int found = 0;
    for (int i = 0; i < MUTATIONS_PER_SEED; i++) {
      byte[] mutant = mutated(valid, random);
      Files.write(file, mutant);
      long before = threads.getCurrentThreadAllocatedBytes();
      StoredBlock opened = store.open(id);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      switch (opened) {
        case StoredBlock.Found block -> {
          assertThat(block.payload().mismatch(sample.memory()))
              .as("seed %d mutation %d", seed, i)
              .isEqualTo(-1);
          assertThat(block.usedSlots()).isBetween(1, 32);
          assertThat(block.columnDigests()).hasSize(block.usedSlots() * 32);
          assertThat(sample.isIn(block) || isForged(valid, mutant))
              .as("seed %d mutation %d", seed, i)
              .isTrue();
          block.close();
          found++;
        }
        case StoredBlock.Missing missing -> throw new AssertionError(missing);
        case StoredBlock.Damaged refusal -> {
          assertThat(refusal.reason()).startsWith(file + ": ");
          damaged++;
        }
        case StoredBlock.Foreign refusal -> {
          assertThat(refusal.reason()).startsWith(file + ": found ").contains(", wanted ");
          foreign++;
        }
      }
      if (i > 100) { // the first ones load classes
        assertThat(allocated).as("seed %d mutation %d", seed, i).isLessThan(MOST_BYTES);
      }
    }
    assertThat(damaged).isGreaterThan(MUTATIONS_PER_SEED / 4);
    assertThat(foreign).isGreaterThan(MUTATIONS_PER_SEED / 20);
    assertThat(found).isLessThan(MUTATIONS_PER_SEED / 2);
  }

  private static byte[] mutated(byte[] valid, Random random) {
    byte[] mutant = valid.clone();
    for (int n = random.nextInt(3); n >= 0; n--) {
      switch (random.nextInt(4)) {
        case 0 -> mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[random.nextInt(NUMBERS_END)] = (byte) random.nextInt();
        case 2 ->
            ByteBuffer.wrap(mutant)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(8 + 4 * random.nextInt(12), (int) telling(random));
        default ->
            ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN).putLong(48, telling(random));
      }
    }
    if (random.nextInt(4) > 0) {
      seal(mutant);
    }
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(mutant, random.nextInt(valid.length));
      case 1 -> Arrays.copyOf(mutant, valid.length + random.nextInt(10_000));
      default -> mutant;
    };
  }

  private static long telling(Random random) {
    return random.nextInt(4) == 0 ? random.nextLong() : TELLING[random.nextInt(TELLING.length)];
  }

  /** Whether the header's checksum was changed. */
  private static boolean isForged(byte[] valid, byte[] mutant) {
    return !Arrays.equals(valid, 16, 20, mutant, 16, 20);
  }

  /** Makes the header's checksum fit, where its length allows. */
  private static void seal(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = bytes.getInt(12);
    if (headerBytes >= 4096 && headerBytes <= file.length) {
      CRC32C crc = new CRC32C();
      crc.update(file, 0, 16);
      crc.update(file, 20, headerBytes - 20);
      bytes.putInt(16, (int) crc.getValue());
    }
  }
}
