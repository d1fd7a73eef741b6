package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.tensor.Kernels;
import io.lethe.tensor.ScalarKernels;
import io.lethe.tensor.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequences that share, forget, move and renumber in any order are what plain lists would be. */
class AnyOrderTest {
  private static final int STEPS = 250;

  @ParameterizedTest
  @CsvSource({
    "1, 32, 9, 1, 1", "2, 32, 9, 1, 2", "3, 64, 6, 2, 1", "4, 32, 30, 2, 2",
    "5, 96, 5, 1, 1", "6, 32, 4, 1, 1", "7, 32, 100, 2, 1", "8, 64, 20, 1, 2"
  })
  void sequencesAreWhatPlainListsWouldBe(
      long seed, int slots, int capacity, int layers, int heads) {
    Random random = new Random(seed);
    Kernels kernels = seed % 2 == 0 ? new ScalarKernels() : Kernels.best();
    AtomicInteger adopted = new AtomicInteger();
    try (BlockPool pool = new BlockPool(new KvShape(layers, heads, 4), slots, capacity);
        Workers workers = new Workers(2);
        Arena arena = Arena.ofShared()) {
      List<Twin> twins = new ArrayList<>();
      List<BlockLease> leases = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        String where = "seed %d step %d".formatted(seed, step);
        try {
          if (twins.isEmpty() || random.nextInt(20) == 0) {
            twins.add(new Twin(pool, random.nextInt(1000)));
          }
          Twin twin = twins.get(random.nextInt(twins.size()));
          switch (random.nextInt(16)) {
            case 0 -> share(twin, arena, twins, leases, adopted, random);
            case 1 -> {
              if (!leases.isEmpty()) {
                leases.remove(random.nextInt(leases.size())).close();
              }
            }
            case 2 -> twins.add(twin.fork());
            case 3 -> {
              if (twins.size() > 3) {
                twins.remove(twin);
                twin.sequence.close();
              }
            }
            default -> edit(twin, random, kernels, workers);
          }
        } catch (PoolFullException e) {
          assertThat(e.missingBlocks()).as(where).isPositive();
        } catch (IllegalArgumentException e) {
          assertThat(e.getMessage()).as(where).contains("found").contains("wanted");
        }
        List<KvSequence> sequences = twins.stream().map(t -> t.sequence).toList();
        pool.checkIntegrity(sequences, leases);
        try {
          twins.forEach(Twin::compare);
        } catch (AssertionError e) {
          throw new AssertionError(where, e);
        }
      }
      twins.forEach(twin -> twin.sequence.close());
      leases.forEach(BlockLease::close);
      assertThat(pool.usedBlocks()).as("seed %d", seed).isZero();
      assertThat(adopted).as("adopted blocks not given back, seed %d", seed).hasValue(0);
    }
  }

  private static void edit(Twin twin, Random random, Kernels kernels, Workers workers) {
    long next = twin.sequence.nextPosition();
    long start = random.nextLong(next + 1);
    Span span = new Span(start, start + random.nextInt(40));
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> twin.append(random.nextInt(40), random);
      case 4 -> twin.skip(random.nextInt(5));
      case 5, 6 -> twin.forget(span);
      case 7 -> twin.hideFrom(span, random.nextLong(next + 60));
      case 8 -> twin.dropDead();
      case 9 -> twin.rewrite(random);
      case 10 -> twin.truncateAt(next - random.nextLong(Math.min(30, next) + 1));
      case 11 -> {
        twin.forget(span);
        twin.renumber(span);
      }
      default -> {
        Defragmentation done = twin.sequence.defragment(kernels, workers);
        twin.dropDead();
        assertThat(done.blocksAfter())
            .isEqualTo(Math.ceilDiv(twin.sequence.columns(), twin.sequence.pool().slots()));
      }
    }
  }

  /**
   * Leases a block of the twin, or puts a copy of its memory, adopted, in a sequence of its own.
   */
  private static void share(
      Twin twin,
      Arena arena,
      List<Twin> twins,
      List<BlockLease> leases,
      AtomicInteger adopted,
      Random random) {
    if (twin.sequence.columns() == 0) {
      return;
    }
    BlockPool pool = twin.sequence.pool();
    int column = random.nextInt(twin.sequence.columns());
    BlockLease lease = twin.sequence.lease(column);
    leases.add(lease);
    if (random.nextBoolean()) {
      MemorySegment copy = arena.allocate(pool.blockBytes(), 64).copyFrom(lease.memory());
      BlockLease own = pool.adopt(copy, adopted::decrementAndGet);
      adopted.incrementAndGet();
      leases.add(own);
      twins.add(twin.attach(own, column));
      assertThat(own.memory().isReadOnly()).isTrue();
    }
  }
}
