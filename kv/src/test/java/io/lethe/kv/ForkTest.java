package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForkTest {
  private final BlockPool pool = new BlockPool(new KvShape(2, 1, 4), 32, 4);
  private final Random random = new Random(20261121);

  @AfterEach
  void close() {
    pool.close();
  }

  private Twin twin(int columns) {
    Twin twin = new Twin(pool, 0);
    twin.append(columns, random);
    return twin;
  }

  @Test
  void aForkTakesNoBlockUntilOneOfTheTwoWritesIntoAPartlyFilledOne() {
    Twin origin = twin(70);
    Twin fork = origin.fork();
    assertThat(pool.usedBlocks()).isEqualTo(3);
    fork.append(1, random);
    assertThat(pool.usedBlocks()).isEqualTo(4);
    assertThat(fork.sequence.holding(70)).isEqualTo(Holding.SOLE);
    assertThat(fork.sequence.holding(0)).isEqualTo(Holding.SHARED);
    origin.append(1, random);
    assertThat(pool.usedBlocks()).as("the other writes in place").isEqualTo(4);
    origin.compare();
    fork.compare();
  }

  @Test
  void aBlockForgottenInOneForkStaysWholeInTheOther() {
    Twin origin = twin(100);
    Twin fork = origin.fork();
    fork.forget(new Span(20, 70));
    assertThat(fork.sequence.columns()).isEqualTo(68);
    assertThat(origin.sequence.liveColumns()).isEqualTo(100);
    assertThat(pool.usedBlocks()).isEqualTo(4);
    origin.compare();
    fork.compare();
    origin.sequence.close();
    assertThat(pool.usedBlocks()).isEqualTo(3);
    pool.checkIntegrity(List.of(fork.sequence));
  }

  @Test
  void anAppendThatNeedsACopyAndANewBlockTakesBothOrNone() {
    Twin origin = twin(70);
    Twin fork = origin.fork();
    // One block is free; wanted are a copy of the last one and a new one.
    assertThatThrownBy(() -> fork.sequence.append(30))
        .isInstanceOf(PoolFullException.class)
        .hasMessageContaining("wanted 2 blocks");
    assertThat(fork.sequence.columns()).isEqualTo(70);
    assertThat(fork.sequence.nextPosition()).isEqualTo(70);
    pool.checkIntegrity(List.of(origin.sequence, fork.sequence));
    fork.compare();
    origin.compare();
  }

  @Test
  void columnsAreMadeWritableAllOrNone() {
    Twin origin = twin(70);
    Twin fork = origin.fork();
    byte[] digest = fork.sequence.stateDigest();
    assertThatThrownBy(() -> fork.sequence.makeWritable(3, 40))
        .isInstanceOf(PoolFullException.class);
    assertThat(fork.sequence.holding(3)).isEqualTo(Holding.SHARED);
    fork.sequence.makeWritable(3, 5);
    assertThat(fork.sequence.holding(3)).isEqualTo(Holding.SOLE);
    assertThat(fork.sequence.holding(40)).isEqualTo(Holding.SHARED);
    assertThat(fork.sequence.stateDigest()).isEqualTo(digest);
    fork.sequence.block(3).fill((byte) 1);
    origin.compare();
    assertThatThrownBy(() -> fork.sequence.makeWritable(70))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aColumnWrittenAgainHasAnotherDigestAndItsForkTheOldOne() {
    Twin origin = twin(40);
    byte[] before = origin.sequence.columnDigest(7);
    KvSequence fork = origin.sequence.fork();
    fork.makeWritable(7);
    long key = pool.keysOffset(1, 0) + 7 * 4L;
    int bits = fork.block(7).get(io.lethe.tensor.Layouts.I32_LE, key);
    fork.block(7).set(io.lethe.tensor.Layouts.I32_LE, key, bits ^ 1);
    assertThat(fork.columnDigest(7)).isNotEqualTo(before);
    assertThat(fork.columnDigest(8)).isEqualTo(origin.sequence.columnDigest(8));
    assertThat(origin.sequence.columnDigest(7)).isEqualTo(before);
  }
}
