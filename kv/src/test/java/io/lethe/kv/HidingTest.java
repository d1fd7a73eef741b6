package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Columns that are hidden from a position on, and positions that close up behind them. */
class HidingTest {
  private final BlockPool pool = new BlockPool(new KvShape(1, 1, 4), 32, 6);
  private final KvSequence sequence = new KvSequence(pool, 0);

  @AfterEach
  void close() {
    pool.checkIntegrity(List.of(sequence));
    pool.close();
  }

  @Test
  void columnsStayUntilTheReaderThatLosesThemIsReached() {
    sequence.append(100);
    assertThat(sequence.hideFrom(List.of(new Span(0, 40)), 120)).isEqualTo(40);
    assertThat(sequence.liveColumns()).isEqualTo(100);
    sequence.append(20);
    assertThat(sequence.liveColumns()).isEqualTo(80);
    assertThat(sequence.hiddenRuns()).containsExactly(new HiddenRun(0, 40, 120));
    assertThat(sequence.columns()).as("nothing was given back yet").isEqualTo(120);
    assertThat(sequence.dropDead()).isEqualTo(1);
    assertThat(sequence.columns()).isEqualTo(88);
    assertThat(sequence.hiddenRuns()).containsExactly(new HiddenRun(0, 8, 0));
  }

  @Test
  void aMarkIsLoweredAndNeverRaised() {
    sequence.append(10);
    sequence.hideFrom(List.of(new Span(2, 6)), 20);
    assertThat(sequence.hideFrom(List.of(new Span(4, 8)), 30)).isEqualTo(2);
    assertThat(sequence.hideFrom(List.of(new Span(3, 4)), 12)).isEqualTo(1);
    assertThat(sequence.hiddenRuns())
        .containsExactly(
            new HiddenRun(2, 3, 20),
            new HiddenRun(3, 4, 12),
            new HiddenRun(4, 6, 20),
            new HiddenRun(6, 8, 30));
    assertThatThrownBy(() -> sequence.hideFrom(List.of(), -1))
        .hasMessageContaining("found position -1");
  }

  @Test
  void whatWasHiddenCanBeTakenBack() {
    sequence.append(10);
    sequence.forget(List.of(new Span(1, 3)));
    sequence.hideFrom(List.of(new Span(5, 6)), 20);
    List<HiddenRun> before = sequence.hiddenRuns();
    sequence.append(5);
    sequence.hideFrom(List.of(new Span(4, 15)), 13);
    sequence.truncate(10);
    sequence.unhide(before);
    assertThat(sequence.hiddenRuns()).isEqualTo(before);
    assertThat(sequence.liveColumns()).isEqualTo(8);
    assertThatThrownBy(() -> sequence.unhide(List.of(new HiddenRun(5, 11, 0))))
        .hasMessageContaining("wanted runs of 10 columns");
    assertThat(sequence.hiddenRuns()).isEqualTo(before);
  }

  @Test
  void forgettingIsForGoodThoughPositionsAreCountedAgain() {
    sequence.append(50);
    sequence.forget(List.of(new Span(5, 10)));
    sequence.truncateAt(20);
    assertThat(sequence.liveColumns()).isEqualTo(15);
    assertThat(sequence.hiddenRuns()).containsExactly(new HiddenRun(5, 10, 0));
  }

  @Test
  void aMarkAheadComesBackIntoForceWhenPositionsAreCountedAgain() {
    sequence.append(20);
    sequence.hideFrom(List.of(new Span(5, 10)), 30);
    sequence.append(15);
    assertThat(sequence.liveColumns()).isEqualTo(30);
    sequence.truncateAt(25);
    assertThat(sequence.liveColumns()).as("reader 25 sees them").isEqualTo(25);
    sequence.skip(5);
    assertThat(sequence.liveColumns()).as("reader 30 does not").isEqualTo(20);
  }

  @Test
  void truncatingAtAPositionCountsOnFromThereWhateverWasForgotten() {
    sequence.append(100);
    sequence.forget(List.of(new Span(30, 70)));
    sequence.truncateAt(50);
    assertThat(sequence.nextPosition()).isEqualTo(50);
    assertThat(sequence.liveColumns()).isEqualTo(30);
    assertThatThrownBy(() -> sequence.truncateAt(51)).hasMessageContaining("wanted 0 to 50");
  }

  @Test
  void closingHolesMovesWhatStandsAfterThem() {
    sequence.append(100);
    List<Span> holes = List.of(new Span(10, 20), new Span(50, 90));
    sequence.forget(holes);
    List<Shift> shifts = sequence.renumber(holes);
    assertThat(sequence.nextPosition()).isEqualTo(50);
    assertThat(shifts).extracting(Shift::by).containsExactly(10L, 50L);
    assertThat(sequence.position(9)).isEqualTo(9);
    assertThat(sequence.position(shifts.getFirst().firstColumn())).isEqualTo(10);
    assertThat(sequence.position(shifts.getLast().firstColumn())).isEqualTo(40);
    assertThat(shifts.getLast().endColumn()).isEqualTo(sequence.columns());
    assertThat(sequence.append(1)).isEqualTo(sequence.columns() - 1);
    assertThat(sequence.position(sequence.columns() - 1)).isEqualTo(50);
  }

  @Test
  void aHoleAtTheEndGivesItsPositionsBackAndMovesNothing() {
    sequence.append(10);
    sequence.skip(5);
    sequence.forget(List.of(new Span(8, 10)));
    assertThat(sequence.renumber(List.of(new Span(8, 99)))).isEmpty();
    assertThat(sequence.nextPosition()).isEqualTo(8);
  }

  @Test
  void aHoleWithALiveColumnIsRefused() {
    sequence.append(10);
    sequence.forget(List.of(new Span(2, 5)));
    assertThatThrownBy(() -> sequence.renumber(List.of(new Span(2, 6))))
        .hasMessageContaining("found 1 live columns");
    assertThat(sequence.position(9)).isEqualTo(9);
  }

  @Test
  void renumberingCopiesSharedBlocksOrRefuses() {
    sequence.append(160);
    sequence.forget(List.of(new Span(0, 3)));
    try (KvSequence fork = sequence.fork()) {
      assertThatThrownBy(() -> fork.renumber(List.of(new Span(0, 3))))
          .isInstanceOf(PoolFullException.class);
      assertThat(fork.nextPosition()).isEqualTo(160);
      fork.truncate(32);
      fork.renumber(List.of(new Span(0, 3)));
      assertThat(fork.position(31)).isEqualTo(28);
      assertThat(fork.holding(31)).isEqualTo(Holding.SOLE);
    }
    assertThat(sequence.position(31)).isEqualTo(31);
  }

  @Test
  void theFirstColumnAtAPositionIsFoundThoughSomeWereSkippedOrDropped() {
    sequence.append(40);
    sequence.skip(10);
    sequence.append(40);
    sequence.forget(List.of(new Span(0, 35)));
    assertThat(sequence.firstColumnAt(0)).isZero();
    assertThat(sequence.firstColumnAt(45)).isEqualTo(8);
    assertThat(sequence.position(8)).isEqualTo(50);
    assertThat(sequence.firstColumnAt(90)).isEqualTo(sequence.columns());
  }
}
