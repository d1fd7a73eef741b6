package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
    assertThat(sequence.isLive(30)).isFalse();
    assertThat(sequence.position(34)).isEqualTo(66);
    assertThat(sequence.nextPosition()).isEqualTo(100);
    pool.checkIntegrity(List.of(sequence));
  }

  @Test
  void truncatingCountsFromTheFirstDroppedColumnThoughItWasForgotten() {
    KvSequence sequence = new KvSequence(pool, 100);
    sequence.append(10);
    sequence.forget(List.of(new Span(108, 110)));
    sequence.truncate(8);
    assertThat(sequence.nextPosition()).isEqualTo(108);
    assertThat(sequence.liveColumns()).isEqualTo(8);
    pool.checkIntegrity(List.of(sequence));
  }

  @Test
  void truncatingGivesBackThePositionsThatWereSkippedAfterButNotBefore() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(5);
    sequence.skip(10);
    sequence.append(3);
    sequence.skip(7);
    sequence.truncate(8);
    assertThat(sequence.nextPosition()).as("nothing was dropped").isEqualTo(25);
    sequence.truncate(5);
    assertThat(sequence.nextPosition()).isEqualTo(15);
    pool.checkIntegrity(List.of(sequence));
  }

  @Test
  void positionsOnlyGrow() {
    KvSequence sequence = new KvSequence(pool, 7);
    assertThatThrownBy(() -> sequence.skip(-1)).hasMessageContaining("found -1 positions after 7");
    assertThatThrownBy(() -> sequence.append(-1)).hasMessageContaining("found -1 positions");
    assertThatThrownBy(() -> sequence.skip(Long.MAX_VALUE)).hasMessageContaining("wanted 0 to");
    assertThat(sequence.nextPosition()).isEqualTo(7);
  }

  @Test
  void aClosedSequenceTakesNoBlocks() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(3);
    sequence.close();
    sequence.close();
    assertThatThrownBy(() -> sequence.append(1)).isInstanceOf(IllegalStateException.class);
    assertThat(pool.usedBlocks()).isZero();
  }

  @Test
  void forgettingTouchesNoByteOfAColumnThatStays() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(100);
    for (int b = 0; b < 4; b++) {
      MemorySegment block = sequence.block(b * 32);
      for (long i = 0; i < block.byteSize(); i++) {
        block.set(ValueLayout.JAVA_BYTE, i, (byte) (31 * i + b));
      }
    }
    List<byte[]> before = bytes(sequence);
    sequence.forget(List.of(new Span(3, 5), new Span(32, 64), new Span(99, 100)));
    before.remove(1);
    assertThat(bytes(sequence)).containsExactlyElementsOf(before);
  }

  private static List<byte[]> bytes(KvSequence sequence) {
    List<byte[]> bytes = new ArrayList<>();
    for (int i = 0; i < sequence.columns(); i += 32) {
      bytes.add(sequence.block(i).toArray(ValueLayout.JAVA_BYTE));
    }
    return bytes;
  }

  @Test
  void anEmptyDeletionChangesNothing() {
    KvSequence sequence = new KvSequence(pool, 5);
    sequence.append(10);
    assertThat(sequence.forget(List.of())).isZero();
    assertThat(sequence.forget(List.of(new Span(7, 7), new Span(0, 5), new Span(15, 99)))).isZero();
    assertThat(sequence.liveColumns()).isEqualTo(10);
    assertThat(sequence.nextPosition()).isEqualTo(15);
  }

  @Test
  void spansInAnyOrderOverlappingAndAdjacentAreOneDeletion() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(50);
    assertThat(
            sequence.forget(
                List.of(new Span(20, 30), new Span(5, 10), new Span(10, 12), new Span(8, 22))))
        .isEqualTo(25);
    assertThat(sequence.position(4)).isEqualTo(4);
    assertThat(sequence.hiddenRuns()).containsExactly(new HiddenRun(5, 30, 0));
    assertThat(sequence.position(30)).isEqualTo(30);
  }

  @Test
  void aSecondDeletionCountsOnlyWhatWasLeft() {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(100);
    assertThat(sequence.forget(List.of(new Span(20, 80)))).isEqualTo(60);
    assertThat(sequence.forget(List.of(new Span(10, 90)))).isEqualTo(20);
    assertThat(sequence.append(1)).isEqualTo(68);
    assertThat(sequence.position(68)).isEqualTo(100);
    assertThat(sequence.liveColumns()).isEqualTo(21);
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
        switch (random.nextInt(5)) {
          case 0, 1 -> sequence.append(random.nextInt(20));
          case 2 -> sequence.truncate(random.nextInt(sequence.columns() + 1));
          case 3 -> sequence.skip(random.nextInt(5));
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
