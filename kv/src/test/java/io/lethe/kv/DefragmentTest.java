package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.tensor.Kernels;
import io.lethe.tensor.Workers;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefragmentTest {
  private static final KvShape SHAPE = new KvShape(2, 2, 4);

  private final BlockPool pool = new BlockPool(SHAPE, 32, 8);
  private final Workers workers = new Workers(2);
  private final Random random = new Random(20261121);

  @AfterEach
  void close() {
    workers.close();
    pool.close();
  }

  private Twin twin(int columns) {
    Twin twin = new Twin(pool, 0);
    twin.append(columns, random);
    return twin;
  }

  private Defragmentation defragment(Twin twin) {
    Defragmentation done = twin.sequence.defragment(Kernels.best(), workers);
    twin.compare();
    return done;
  }

  @Test
  void halfEmptyBlocksBecomeFullOnesWithoutAFreeBlock() {
    Twin twin = twin(256);
    for (int i = 0; i < 256; i += 16) {
      twin.forget(new Span(i, i + 8));
    }
    assertThat(pool.freeBlocks()).isZero();
    Defragmentation done = defragment(twin);
    assertThat(done.blocksBefore()).isEqualTo(8);
    assertThat(done.blocksAfter()).isEqualTo(4);
    assertThat(done.deadSlotsBefore()).isEqualTo(128);
    assertThat(done.deadSlotsAfter()).isZero();
    assertThat(done.columnsMoved()).isEqualTo(128);
    assertThat(done.bytesMoved()).isEqualTo(128 * SHAPE.columnBytes());
    assertThat(pool.usedBlocks()).isEqualTo(4);
  }

  @Test
  void fullBlocksStayWhereTheyAreThoughTheirNeighboursAreMerged() {
    Twin twin = twin(192);
    twin.forget(new Span(1, 25)); // block 0
    twin.forget(new Span(70, 90)); // blocks 2 and 3
    twin.forget(new Span(100, 120));
    KvSequence sequence = twin.sequence;
    List<Long> full = List.of(sequence.block(32).address(), sequence.block(128).address());
    Defragmentation done = defragment(twin);
    assertThat(done.blocksAfter()).isEqualTo(5);
    assertThat(List.of(sequence.block(32).address(), sequence.block(96).address())).isEqualTo(full);
    assertThat(sequence.deadSlots()).as("a block alone, and what fills a run").isEqualTo(32);
  }

  @Test
  void whereAsManyBlocksAreNeededNothingMoves() {
    Twin twin = twin(96);
    twin.forget(new Span(3, 10));
    twin.forget(new Span(40, 50));
    assertThat(defragment(twin).columnsMoved()).isZero();
    assertThat(twin.sequence.deadSlots()).isEqualTo(17);
  }

  @Test
  void aFreeEndIsFilledByWhatStandsBefore() {
    Twin twin = twin(70);
    twin.forget(new Span(36, 60));
    Defragmentation done = defragment(twin);
    assertThat(done.blocksAfter()).isEqualTo(2);
    assertThat(done.deadSlotsAfter()).isZero();
    assertThat(twin.sequence.columns()).isEqualTo(46);
    twin.append(30, random);
    twin.compare();
  }

  @Test
  void sharedBlocksAreCopiedFromAndStayWhatTheyWereForOthers() {
    Twin origin = twin(128);
    Twin fork = origin.fork();
    fork.forget(new Span(10, 30));
    fork.forget(new Span(40, 60));
    assertThat(defragment(fork).blocksAfter()).isEqualTo(3);
    origin.compare();
    assertThat(fork.sequence.holding(0)).isEqualTo(Holding.SOLE);
    assertThat(fork.sequence.holding(40)).isEqualTo(Holding.SHARED);
    pool.checkIntegrity(List.of(origin.sequence, fork.sequence));
  }

  @Test
  void withoutRoomForACopyOfASharedBlockItsRunStaysAsItIs() {
    Twin origin = twin(256);
    Twin fork = origin.fork();
    fork.forget(new Span(10, 30));
    fork.forget(new Span(40, 60));
    Defragmentation done = defragment(fork);
    assertThat(done.columnsMoved()).isZero();
    assertThat(done.blocksAfter()).isEqualTo(8);
    pool.checkIntegrity(List.of(origin.sequence, fork.sequence));
  }

  @Test
  void theDigestDependsOnNothingButContentsAndPositions() {
    byte[] digest = null;
    for (int slots : new int[] {32, 64, 160}) {
      try (BlockPool other = new BlockPool(SHAPE, slots, 16)) {
        Twin twin = new Twin(other, 5);
        twin.append(150, new Random(3));
        twin.forget(new Span(20, 90));
        byte[] found = twin.sequence.stateDigest(workers);
        digest = digest == null ? found : digest;
        assertThat(found).as("%d slots", slots).isEqualTo(digest);
        twin.sequence.defragment(Kernels.best(), workers);
        assertThat(twin.sequence.fork().stateDigest()).isEqualTo(digest);
        twin.sequence.forget(List.of(new Span(150, 151)));
        assertThat(twin.sequence.stateDigest()).isNotEqualTo(digest);
      }
    }
  }
}
