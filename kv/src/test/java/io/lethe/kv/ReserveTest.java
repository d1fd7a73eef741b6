package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReserveTest {
  private final BlockPool pool = new BlockPool(new KvShape(2, 1, 4), 32, 4);
  private final KvSequence sequence = new KvSequence(pool, 0);

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void whatIsReservedIsThereThoughOthersTakeAllElse() {
    sequence.append(20);
    assertThat(sequence.reserve(40)).isEqualTo(44);
    assertThat(sequence.reservedBlocks()).isOne();
    try (KvSequence greedy = new KvSequence(pool, 0)) {
      greedy.append(64);
      assertThatThrownBy(() -> greedy.append(1)).isInstanceOf(PoolFullException.class);
      sequence.append(44);
      assertThat(sequence.reserved()).isZero();
      assertThatThrownBy(() -> sequence.append(1)).isInstanceOf(PoolFullException.class);
      pool.checkIntegrity(List.of(sequence, greedy));
    }
  }

  @Test
  void aReserveIsAsLargeAsThereIsRoomAndGoesBackWhenItIsNotWanted() {
    sequence.append(20);
    assertThat(sequence.reserve(500)).isEqualTo(108);
    assertThat(pool.freeBlocks()).isZero();
    pool.checkIntegrity(List.of(sequence));
    sequence.releaseReserve();
    assertThat(pool.freeBlocks()).isEqualTo(3);
    sequence.reserve(100);
    sequence.close();
    assertThat(pool.usedBlocks()).isZero();
  }

  @Test
  void columnsTakenBackLeaveTheirBlocksInReserve() {
    sequence.append(32);
    sequence.reserve(40);
    sequence.append(40);
    sequence.truncate(32);
    assertThat(sequence.reserved()).isEqualTo(64);
    assertThat(pool.usedBlocks()).isEqualTo(3);
    sequence.releaseReserve();
    sequence.truncate(0);
    assertThat(pool.usedBlocks()).isZero();
  }

  @Test
  void aSharedLastBlockIsReckonedWithItsCopy() {
    sequence.append(20);
    KvSequence fork = sequence.fork();
    assertThat(fork.reserved()).isZero();
    assertThat(fork.reserve(12)).isEqualTo(12);
    assertThat(fork.reservedBlocks()).isOne();
    assertThat(fork.reserve(13)).isEqualTo(44);
    fork.append(44);
    assertThat(fork.reservedBlocks()).isZero();
    pool.checkIntegrity(List.of(sequence, fork));
  }
}
