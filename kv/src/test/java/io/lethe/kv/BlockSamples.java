package io.lethe.kv;

import io.lethe.tensor.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** Blocks of random columns for the tests of the store: equal seeds make equal blocks. */
record BlockSamples(KvShape shape, int slots) {
  static final KvShape TINY = new KvShape(1, 1, 4);
  static final byte[] MODEL = {1, 2, 3, 4};

  static final BlockSamples SMALL = new BlockSamples(TINY, 32);

  /** Bytes of a file with a block of {@link #SMALL}. */
  static final long SMALL_FILE_BYTES = 4096 + 32 * (4 + 32) * 4;

  record Sample(MemorySegment memory, int slots, int used, byte[] digests) {
    Storing putInto(BlockStore store) {
      return store.put(memory, slots, used, digests);
    }

    BlockId idIn(BlockStore store) {
      return store.id(slots, used, digests);
    }

    boolean isIn(StoredBlock.Found found) {
      return found.slots() == slots
          && found.usedSlots() == used
          && Arrays.equals(found.columnDigests(), digests)
          && found.payload().mismatch(memory) == -1;
    }
  }

  Sample sample(long seed) {
    return sample(seed, slots);
  }

  Sample sample(long seed, int used) {
    Random random = new Random(seed);
    MemorySegment memory = Arena.ofAuto().allocate(shape.blockFloats(slots) * Float.BYTES, 64);
    for (long i = 0; i < memory.byteSize(); i += Float.BYTES) {
      memory.set(Layouts.F32_LE, i, random.nextFloat());
    }
    byte[] digests = new byte[used * 32];
    random.nextBytes(digests);
    return new Sample(memory, slots, used, digests);
  }

  static BlockStore store(Path folder, long budgetBytes) {
    return new BlockStore(folder, TINY, MODEL, budgetBytes);
  }

  static Path file(BlockStore store, BlockId id) {
    return store.folder().resolve(id.hex() + ".block");
  }

  /** Bytes of all files but the ledger. */
  static long filesBytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(it -> !it.endsWith("ledger"))
          .mapToLong(it -> it.toFile().length())
          .sum();
    }
  }
}
