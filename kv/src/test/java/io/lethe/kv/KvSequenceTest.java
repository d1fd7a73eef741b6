package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvSequenceTest {
  private static final KvShape SHAPE = new KvShape(2, 1, 4);
  private final BlockPool pool = new BlockPool(SHAPE, 32, 4);

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void columnsCountPositionsOnFromWhereTheSequenceStarts() {
    KvSequence sequence = new KvSequence(pool, 2_000_000_000L);
    assertThat(sequence.append(3)).isZero();
    assertThat(sequence.append(2)).isEqualTo(3);
    assertThat(sequence.position(4)).isEqualTo(2_000_000_004L);
    pool.checkIntegrity(List.of(sequence));
  }

  @Test
  void aFullPoolRefusesWithBothNumbersAndLeavesTheSequenceAsItWas() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(100);
    assertThatThrownBy(() -> sequence.append(40))
        .isInstanceOf(PoolFullException.class)
        .hasMessageContaining("wanted 1 blocks")
        .hasMessageContaining("found 0 free of 4");
    assertThat(sequence.columns()).isEqualTo(100);
    pool.checkIntegrity(List.of(sequence));
  }

  @Test
  void truncatingGivesBlocksBackAndRewindsPositions() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(70);
    sequence.truncate(32);
    assertThat(pool.usedBlocks()).isEqualTo(1);
    assertThat(sequence.nextPosition()).isEqualTo(32);
    pool.checkIntegrity(List.of(sequence));
  }

  @Test
  void aForgottenBlockIsGivenBackAndPositionsOfTheOthersStay() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(100);
    assertThat(sequence.forget(List.of(new Span(30, 66), new Span(40, 50)))).isEqualTo(36);
    assertThat(pool.usedBlocks()).isEqualTo(3);
    assertThat(sequence.liveColumns()).isEqualTo(64);
    assertThat(sequence.position(29)).isEqualTo(29);
    assertThat(sequence.position(30)).isEqualTo(KvSequence.FORGOTTEN);
    assertThat(sequence.position(34)).isEqualTo(66);
    assertThat(sequence.nextPosition()).isEqualTo(100);
    pool.checkIntegrity(List.of(sequence));
  }

  @Test
  void forgettingEverythingIsRefused() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(10);
    assertThatThrownBy(() -> sequence.forget(List.of(new Span(0, 10))))
        .hasMessageContaining("all 10 columns");
    assertThat(sequence.liveColumns()).isEqualTo(10);
  }

  @Test
  void anyOrderOfOperationsKeepsThePoolWhole() {
    long seed = 42;
    Random random = new Random(seed);
    List<KvSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sequences.add(new KvSequence(pool, random.nextInt(1000)));
    }
    for (int step = 0; step < 5000; step++) {
      KvSequence sequence = sequences.get(random.nextInt(3));
      try {
        switch (random.nextInt(4)) {
          case 0, 1 -> sequence.append(random.nextInt(20));
          case 2 -> sequence.truncate(random.nextInt(sequence.columns() + 1));
          default -> {
            long start = random.nextLong(sequence.nextPosition() + 1);
            sequence.forget(List.of(new Span(start, start + random.nextInt(50))));
          }
        }
      } catch (PoolFullException | IllegalArgumentException e) {
        assertThat(e.getMessage()).as("seed %d step %d", seed, step).isNotEmpty();
      }
      pool.checkIntegrity(sequences);
    }
    sequences.forEach(KvSequence::close);
    assertThat(pool.usedBlocks()).isZero();
  }
}
