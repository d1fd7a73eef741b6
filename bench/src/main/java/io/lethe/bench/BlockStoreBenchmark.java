package io.lethe.bench;

import io.lethe.kv.BlockId;
import io.lethe.kv.BlockStore;
import io.lethe.kv.KvShape;
import io.lethe.kv.StoredBlock;
import io.lethe.kv.Storing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Stores blocks and opens them again, in SmolLM2's shape: 32 columns are 1.47 MB, 107 such blocks a
 * session of 3,400 columns. Files lie in the folder for temporary files and in the page cache.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class BlockStoreBenchmark {
  private static final KvShape SHAPE = new KvShape(30, 3, 64);
  private static final int SLOTS = 32;
  private static final int BLOCKS = 107;
  private static final long BUDGET_BYTES = 512L << 20;

  /** Threads that open. */
  @Param({"1", "2"})
  public int threads;

  private Arena arena;
  private Path folder;
  private BlockStore store;
  private MemorySegment block;
  private final List<BlockId> ids = new ArrayList<>();
  private List<StoredBlock> opened = List.of();
  private long puts;

  /** Stores the session that is to be opened. */
  @Setup(Level.Trial)
  public void fill() throws IOException {
    arena = Arena.ofShared();
    folder = Files.createTempDirectory("lethe-blocks-");
    store = new BlockStore(folder, SHAPE, new byte[] {1}, BUDGET_BYTES);
    block = arena.allocate(SHAPE.columnBytes() * SLOTS, 64);
    Random random = new Random(1);
    for (long i = 0; i < block.byteSize(); i += 4) {
      block.set(ValueLayout.JAVA_INT, i, random.nextInt());
    }
    for (int i = 0; i < BLOCKS; i++) {
      ids.add(put().id());
    }
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    arena.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted((a, b) -> b.compareTo(a))
          .forEach(it -> {
            try {
              Files.delete(it);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** Opens 107 blocks: maps, compares checksums. Closing is left out of the time. */
  @Benchmark
  public List<StoredBlock> open() {
    opened = store.openAll(ids, threads);
    return opened;
  }

  /** Ends the maps of {@link #open}. */
  @TearDown(Level.Invocation)
  public void close() {
    for (StoredBlock each : opened) {
      if (each instanceof StoredBlock.Found found) {
        found.close();
      } else {
        throw new IllegalStateException(each.toString());
      }
    }
    opened = List.of();
  }

  /** Stores one block that was never stored; past the budget, evicts one too. */
  @Benchmark
  public Storing put() {
    byte[] digests = new byte[SLOTS * 32];
    ByteBuffer.wrap(digests).putLong(++puts);
    return store.put(block, SLOTS, SLOTS, digests);
  }
}
