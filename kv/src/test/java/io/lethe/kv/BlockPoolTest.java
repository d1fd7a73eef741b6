package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockPoolTest {
  private static final long[] POSITIONS = {3, 4, 9};
  private static final long[] MARKS = {KvSequence.NEVER, 0, KvSequence.NEVER};

  private final BlockPool pool = new BlockPool(new KvShape(1, 2, 4), 32, 3);
  private final Arena arena = Arena.ofShared();
  private final AtomicInteger told = new AtomicInteger();

  @AfterEach
  void close() {
    pool.close();
    arena.close();
  }

  private BlockLease adopted() {
    return pool.adopt(arena.allocate(pool.blockBytes(), 64), told::incrementAndGet);
  }

  @Test
  void aBlockIsFreeWhenTheLastWhoHoldsItLetsGo() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(5);
    BlockLease lease = sequence.lease(4);
    assertThat(sequence.holding(0)).isEqualTo(Holding.SHARED);
    pool.checkIntegrity(List.of(sequence), List.of(lease));
    sequence.close();
    assertThat(pool.usedBlocks()).isEqualTo(1);
    lease.close();
    lease.close();
    assertThat(pool.usedBlocks()).isZero();
    assertThatThrownBy(lease::memory).hasMessageContaining("closed lease");
  }

  @Test
  void theIntegrityCheckNoticesAHoldThatNobodyHas() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(5);
    BlockLease lease = sequence.lease(0);
    assertThatThrownBy(() -> pool.checkIntegrity(List.of(sequence)))
        .hasMessageContaining("held by 1, counted 2");
    assertThatThrownBy(() -> pool.checkIntegrity(List.of(), List.of()))
        .hasMessageContaining("1 blocks in use, 0 held");
    lease.close();
    pool.checkIntegrity(List.of(sequence));
  }

  @Test
  void theOwnerOfAdoptedMemoryIsToldOnceWhenNobodyHoldsItAnyMore() {
    BlockLease lease = adopted();
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.attach(lease, POSITIONS, MARKS);
    KvSequence fork = sequence.fork();
    lease.close();
    sequence.close();
    assertThat(pool.usedBlocks()).isEqualTo(1);
    assertThat(told).hasValue(0);
    fork.close();
    assertThat(told).hasValue(1);
    assertThat(pool.usedBlocks()).isZero();
  }

  @Test
  void closingThePoolTellsOwnersToo() {
    BlockLease lease = adopted();
    pool.close();
    assertThat(told).hasValue(1);
    lease.close();
    assertThat(told).hasValue(1);
  }

  @Test
  void adoptedMemoryIsNeverWrittenThoughItsSequenceGoesOn() {
    MemorySegment memory = arena.allocate(pool.blockBytes(), 64);
    memory.fill((byte) 7);
    KvSequence sequence = new KvSequence(pool, 0);
    try (BlockLease lease = pool.adopt(memory, told::incrementAndGet)) {
      sequence.attach(lease, POSITIONS, MARKS);
    }
    assertThat(sequence.holding(0)).isEqualTo(Holding.ADOPTED);
    assertThatThrownBy(() -> sequence.block(0).fill((byte) 9))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(sequence.append(1)).isEqualTo(3);
    assertThat(sequence.position(3)).isEqualTo(10);
    assertThat(told).hasValue(1);
    assertThat(sequence.holding(0)).isEqualTo(Holding.SOLE);
    assertThat(sequence.block(0).mismatch(memory)).isEqualTo(-1);
    sequence.block(0).fill((byte) 9);
    assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).containsOnly(7);
  }

  @Test
  void attachedColumnsHaveTheNumbersTheyAreGiven() {
    KvSequence sequence = new KvSequence(pool, 2);
    sequence.attach(adopted(), POSITIONS, MARKS);
    assertThat(sequence.liveColumns()).isEqualTo(2);
    assertThat(sequence.position(2)).isEqualTo(9);
    assertThat(sequence.nextPosition()).isEqualTo(10);
    assertThat(sequence.hiddenRuns()).containsExactly(new HiddenRun(1, 2, 0));
  }

  @ParameterizedTest
  @CsvSource({"40, 29, 35", "40, 30, 34", "30, 28, 30", "64, 31, 64"})
  void columnsOverWhichAHoleWasClosedAreAttachedAsTheyWere(int count, int start, int end) {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(count);
    sequence.forget(List.of(new Span(start, end)));
    sequence.renumber(List.of(new Span(start, end)));
    KvSequence restored = new KvSequence(pool, 0);
    for (int first = 0; first < sequence.columns(); first += 32) {
      int[] columns = IntStream.range(first, Math.min(first + 32, sequence.columns())).toArray();
      try (BlockLease lease = sequence.lease(first)) {
        restored.attach(
            lease,
            IntStream.of(columns).mapToLong(sequence::position).toArray(),
            IntStream.of(columns).mapToLong(sequence::hiddenFrom).toArray());
      }
    }
    assertThat(restored.nextPosition()).isEqualTo(sequence.nextPosition());
    assertThat(restored.hiddenRuns()).isEqualTo(sequence.hiddenRuns());
    assertThat(restored.stateDigest()).isEqualTo(sequence.stateDigest());
    pool.checkIntegrity(List.of(sequence, restored));
  }

  @Test
  void whatCannotBeAttachedIsRefusedAndChangesNothing() {
    KvSequence sequence = new KvSequence(pool, 5);
    BlockLease lease = adopted();
    assertThatThrownBy(() -> sequence.attach(lease, POSITIONS, MARKS))
        .hasMessageContaining("found position 3 hidden from " + KvSequence.NEVER + ", wanted 5 to");
    assertThatThrownBy(() -> sequence.attach(lease, new long[2], new long[3]))
        .hasMessageContaining("found 2 positions and 3 marks, wanted 1 to 32");
    assertThatThrownBy(() -> sequence.attach(lease, new long[33], new long[33]))
        .hasMessageContaining("found 33 positions");
    sequence.append(1);
    assertThatThrownBy(() -> sequence.attach(lease, new long[] {9}, new long[] {99}))
        .hasMessageContaining("found 1 columns, wanted whole blocks of 32");
    try (BlockPool other = new BlockPool(pool.shape(), 32, 1)) {
      KvSequence foreign = new KvSequence(other, 0);
      assertThatThrownBy(() -> foreign.attach(lease, POSITIONS, MARKS))
          .hasMessageContaining("another pool");
    }
    pool.checkIntegrity(List.of(sequence), List.of(lease));
  }

  @Test
  void memoryOfAnotherSizeOrOnTheHeapIsNoBlock() {
    assertThatThrownBy(() -> pool.adopt(arena.allocate(64), told::incrementAndGet))
        .hasMessageContaining("found memory of 64 bytes, wanted native memory");
    MemorySegment heap = MemorySegment.ofArray(new byte[(int) pool.blockBytes()]);
    assertThatThrownBy(() -> pool.adopt(heap, told::incrementAndGet))
        .hasMessageContaining("heap memory");
  }

  @Test
  void adoptedBlocksCountTowardsTheCapacity() {
    List<BlockLease> leases = List.of(adopted(), adopted(), adopted());
    assertThatThrownBy(this::adopted).isInstanceOf(PoolFullException.class);
    assertThatThrownBy(() -> new KvSequence(pool, 0).append(1))
        .isInstanceOf(PoolFullException.class);
    leases.getFirst().close();
    assertThat(pool.freeBlocks()).isEqualTo(1);
  }

  @Test
  void manyThreadsForkAndCloseWithoutLosingABlock() throws InterruptedException {
    KvSequence origin = new KvSequence(pool, 0);
    origin.append(40);
    List<Thread> threads = new ArrayList<>();
    AtomicInteger failures = new AtomicInteger();
    for (int t = 0; t < 4; t++) {
      Random random = new Random(t);
      KvSequence start = origin.fork();
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, e) -> failures.incrementAndGet())
              .start(() -> forkAndClose(start, random)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).hasValue(0);
    pool.checkIntegrity(List.of(origin));
  }

  private static void forkAndClose(KvSequence start, Random random) {
    List<KvSequence> mine = new ArrayList<>(List.of(start));
    for (int i = 0; i < 2000; i++) {
      if (random.nextBoolean()) {
        mine.add(mine.get(random.nextInt(mine.size())).fork());
      } else if (mine.size() > 1) {
        mine.remove(random.nextInt(mine.size())).close();
      }
    }
    mine.forEach(KvSequence::close);
  }
}
