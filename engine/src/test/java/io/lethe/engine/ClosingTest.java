package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing a hole moves what stands behind it down, and turns its keys to where it stands now. */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#ALL")
class ClosingTest {
  private final Engine engine;
  private final int[] ids;
  private final int[] then;

  ClosingTest(Specimen specimen) {
    this.engine = specimen.engine();
    this.ids = specimen.ids();
    this.then = specimen.ids(3, 8);
  }

  @AfterEach
  void allColumnsAreGivenBack() {
    assertThat(engine.pool().usedBlocks()).isZero();
  }

  private TokenSession read(long firstPosition) {
    TokenSession session = engine.newSession(firstPosition);
    session.append(ids);
    return session;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_000})
  void keysTurnToTheirNewPositionsAndValuesStay(long offset) {
    Span hole = new Span(offset + 20, offset + 70);
    try (TokenSession closed = read(offset);
        TokenSession forgotten = read(offset);
        TokenSession fresh = engine.newSession(offset)) {
      assertThat(closed.close(List.of(hole))).isEqualTo(50);
      forgotten.forget(List.of(hole));
      fresh.append(Arrays.copyOf(ids, 20));
      fresh.append(Arrays.copyOfRange(ids, 70, ids.length));
      assertThat(closed.nextPosition()).isEqualTo(fresh.nextPosition());
      int layers = engine.pool().shape().layers();
      for (long position = offset; position < fresh.nextPosition(); position++) {
        int now = ColumnFloats.at(closed.sequence(), position);
        int anew = ColumnFloats.at(fresh.sequence(), position);
        int before =
            ColumnFloats.at(
                forgotten.sequence(), position < hole.start() ? position : position + 50);
        // The first layer's keys depend on token and position alone.
        assertThat(
                ColumnFloats.relativeDistance(
                    ColumnFloats.keys(closed.sequence(), now, 0),
                    ColumnFloats.keys(fresh.sequence(), anew, 0)))
            .as("position %d", position)
            .isLessThan(1e-4);
        for (int layer = 0; layer < layers; layer++) {
          assertThat(ColumnFloats.values(closed.sequence(), now, layer))
              .isEqualTo(ColumnFloats.values(forgotten.sequence(), before, layer));
        }
      }
    }
  }

  @Test
  void columnsBeforeAHoleKeepTheirBits() {
    try (TokenSession closed = read(0);
        TokenSession forgotten = read(0)) {
      closed.close(List.of(new Span(40, 50)));
      forgotten.forget(List.of(new Span(40, 50)));
      for (int c = 0; c < 40; c++) {
        assertThat(closed.sequence().columnDigest(c))
            .isEqualTo(forgotten.sequence().columnDigest(c));
      }
      int behind = ColumnFloats.at(closed.sequence(), 40);
      assertThat(closed.sequence().columnDigest(behind))
          .isNotEqualTo(
              forgotten.sequence().columnDigest(ColumnFloats.at(forgotten.sequence(), 50)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_000})
  void closingAtTheStartMovesEverythingAlikeAndChangesNoAnswer(long offset) {
    Span start = new Span(offset, offset + 37);
    try (TokenSession closed = read(offset);
        TokenSession forgotten = read(offset)) {
      closed.close(List.of(start));
      forgotten.forget(List.of(start));
      assertThat(Bits.distance(Bits.read(closed, then), Bits.read(forgotten, then)))
          .isLessThan(1e-3);
      assertThat(closed.position(ids.length)).isEqualTo(offset + ids.length - 37);
      assertThat(forgotten.position(ids.length)).isEqualTo(offset + ids.length);
    }
  }

  @Test
  void closingTheEndEqualsTruncating() {
    for (int length : new int[] {64, 77}) {
      try (TokenSession closed = read(0);
          TokenSession truncated = read(0)) {
        closed.close(List.of(new Span(length, ids.length)));
        truncated.truncate(length);
        assertThat(State.of(closed)).isEqualTo(State.of(truncated));
        assertThat(Bits.read(closed, then)).isDeepEqualTo(Bits.read(truncated, then));
        assertThat(State.of(closed)).isEqualTo(State.of(truncated));
      }
    }
  }

  @Test
  void positionsCountOnFromTheClosedEndAndTheModelGoesOnWriting() {
    GenerationRequest four =
        GenerationRequest.greedy(4).withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON);
    try (TokenSession session = read(0)) {
      session.generate(four, GenerationListener.SILENT);
      session.close(List.of(new Span(10, 20), new Span(90, 95)));
      assertThat(session.nextPosition()).isEqualTo(ids.length + 4 - 15);
      session.append(then);
      assertThat(session.position(9)).isEqualTo(9);
      assertThat(session.position(20)).isEqualTo(10);
      assertThat(session.position(95)).isEqualTo(80);
      assertThat(session.position(ids.length + 4)).isEqualTo(ids.length + 4 - 15);
      assertThat(session.generate(four, GenerationListener.SILENT).tokens()).hasSize(4);
      assertThat(session.nextPosition()).isEqualTo(ids.length + 4 - 15 + then.length + 4);
      assertThat(session.liveColumns()).isEqualTo(session.nextPosition() - 1);
    }
  }

  @Test
  void closingHolesOneAfterTheOtherComesToTheSameAsAtOnce() {
    try (TokenSession once = read(0);
        TokenSession twice = read(0);
        TokenSession late = read(0)) {
      once.close(List.of(new Span(10, 20), new Span(60, 70)));
      twice.close(List.of(new Span(10, 20)));
      twice.close(List.of(new Span(50, 60)));
      late.forget(List.of(new Span(10, 20), new Span(60, 70)));
      assertThat(late.close(List.of(new Span(60, 70), new Span(10, 20)))).isZero();
      assertThat(State.of(late)).isEqualTo(State.of(once));
      KvSequence a = once.sequence();
      KvSequence b = twice.sequence();
      for (long position = 0; position < once.nextPosition(); position++) {
        assertThat(
                ColumnFloats.relativeDistance(
                    ColumnFloats.keys(b, ColumnFloats.at(b, position), 1),
                    ColumnFloats.keys(a, ColumnFloats.at(a, position), 1)))
            .isLessThan(1e-5);
      }
      assertThat(Bits.distance(Bits.read(once, then), Bits.read(twice, then))).isLessThan(1e-2);
    }
  }

  @Test
  void closingSkippedPositionsBringsTogetherWhatTheyParted() {
    try (TokenSession session = engine.newSession();
        TokenSession fresh = engine.newSession()) {
      session.append(then);
      session.skip(1_000_000);
      session.append(ids);
      fresh.append(then);
      fresh.append(ids);
      assertThat(session.close(List.of(new Span(then.length, then.length + 1_000_000)))).isZero();
      assertThat(session.nextPosition()).isEqualTo(fresh.nextPosition());
      for (int c = 0; c < fresh.sequence().columns(); c++) {
        assertThat(session.sequence().position(c)).isEqualTo(c);
        assertThat(
                ColumnFloats.relativeDistance(
                    ColumnFloats.keys(session.sequence(), c, 0),
                    ColumnFloats.keys(fresh.sequence(), c, 0)))
            .isLessThan(1e-4);
      }
    }
  }

  @Test
  void closingNothingChangesNothingAndClosingEverythingIsRefused() {
    try (TokenSession touched = read(0);
        TokenSession untouched = read(0)) {
      assertThat(touched.close(List.of())).isZero();
      assertThat(touched.close(List.of(new Span(5, 5), new Span(900, 1000)))).isZero();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> touched.close(List.of(new Span(0, 900))))
          .withMessageContaining("all " + ids.length + " columns");
      assertThat(State.of(touched)).isEqualTo(State.of(untouched));
      assertThat(Bits.read(touched, then)).isDeepEqualTo(Bits.read(untouched, then));
    }
  }

  @Test
  void truncatingToATokenOverWhichAHoleWasClosedCutsOffWhatStandsBehindIt() {
    try (TokenSession inside = read(0);
        TokenSession wanted = read(0)) {
      inside.close(List.of(new Span(40, 70)));
      inside.truncate(55);
      wanted.truncate(40);
      assertThat(inside.length()).isEqualTo(55);
      assertThat(State.of(inside)).isEqualTo(State.of(wanted));
      assertThat(Bits.read(inside, then)).isDeepEqualTo(Bits.read(wanted, then));
      inside.close(List.of(new Span(40, 48)));
      inside.truncate(58);
      assertThat(State.of(inside)).isEqualTo(new State(State.of(inside).digest(), 40, 40));
    }
  }

  @Test
  void redactingAfterClosingReadsAgainAtTheNewPositions() {
    try (TokenSession closed = read(0);
        TokenSession fresh = engine.newSession()) {
      closed.close(List.of(new Span(40, 70)));
      closed.redact(List.of(new Span(0, 2)));
      fresh.skip(2);
      fresh.append(Arrays.copyOfRange(ids, 2, 40));
      fresh.append(Arrays.copyOfRange(ids, 70, ids.length));
      assertThat(State.of(closed)).isEqualTo(State.of(fresh));
    }
  }
}
