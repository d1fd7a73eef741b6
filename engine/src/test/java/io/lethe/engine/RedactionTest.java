package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lethe.kv.Span;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Redacting is as if the spans had never been read, bit for bit. */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#ALL")
class RedactionTest {
  private final Engine engine;
  private final int[] ids;
  private final int[] then;

  RedactionTest(Specimen specimen) {
    this.engine = specimen.engine();
    this.ids = specimen.ids();
    this.then = specimen.ids(2, 8);
  }

  @AfterEach
  void allColumnsAreGivenBack() {
    assertThat(engine.pool().usedBlocks()).isZero();
  }

  /** A session that reads {@code ids[from, to)}. */
  private void read(TokenSession session, int from, int to) {
    session.append(Arrays.copyOfRange(ids, from, to));
  }

  private void assertSame(TokenSession found, TokenSession wanted) {
    assertThat(State.of(found)).isEqualTo(State.of(wanted));
    assertThat(Bits.read(found, then)).isDeepEqualTo(Bits.read(wanted, then));
    assertThat(State.of(found)).isEqualTo(State.of(wanted));
  }

  @Test
  void redactingASpanAcrossBlocksEqualsSkippingItsPositions() {
    try (TokenSession redacted = engine.newSession();
        TokenSession skipped = engine.newSession()) {
      read(redacted, 0, ids.length);
      assertThat(redacted.redact(List.of(new Span(20, 70)))).isEqualTo(50);
      read(skipped, 0, 20);
      skipped.skip(50);
      read(skipped, 70, ids.length);
      assertSame(redacted, skipped);
    }
  }

  @Test
  void redactingTwoSpansInAnyOrderEqualsSkippingBoth() {
    Span first = new Span(5, 12);
    Span second = new Span(31, 34);
    try (TokenSession once = engine.newSession();
        TokenSession forwards = engine.newSession();
        TokenSession backwards = engine.newSession();
        TokenSession skipped = engine.newSession()) {
      read(once, 0, ids.length);
      read(forwards, 0, ids.length);
      read(backwards, 0, ids.length);
      once.redact(List.of(second, first));
      forwards.redact(List.of(first));
      forwards.redact(List.of(second));
      backwards.redact(List.of(second));
      backwards.redact(List.of(first));
      read(skipped, 0, 5);
      skipped.skip(7);
      read(skipped, 12, 31);
      skipped.skip(3);
      read(skipped, 34, ids.length);
      assertThat(State.of(forwards)).isEqualTo(State.of(once));
      assertThat(State.of(backwards)).isEqualTo(State.of(once));
      assertSame(once, skipped);
    }
  }

  @Test
  void redactingPositionZeroEqualsStartingLater() {
    try (TokenSession redacted = engine.newSession();
        TokenSession later = engine.newSession(1)) {
      read(redacted, 0, ids.length);
      redacted.redact(List.of(new Span(0, 1)));
      read(later, 1, ids.length);
      assertSame(redacted, later);
    }
  }

  @Test
  void redactingTheEndEqualsForgettingIt() {
    try (TokenSession redacted = engine.newSession();
        TokenSession forgotten = engine.newSession()) {
      read(redacted, 0, ids.length);
      read(forgotten, 0, ids.length);
      redacted.redact(List.of(new Span(50, ids.length)));
      forgotten.forget(List.of(new Span(50, ids.length)));
      assertSame(redacted, forgotten);
    }
  }

  @Test
  void whatWasForgottenBeforeTheSpanStaysGoneForColumnsComputedAgain() {
    try (TokenSession redacted = engine.newSession();
        TokenSession fresh = engine.newSession()) {
      read(redacted, 0, 60);
      redacted.forget(List.of(new Span(10, 25)));
      read(redacted, 60, ids.length);
      redacted.redact(List.of(new Span(40, 50)));
      // Columns 25 to 40 saw what was forgotten later, and are not touched; those after 50 did not.
      read(fresh, 0, 40);
      fresh.forget(List.of(new Span(10, 25)));
      fresh.skip(10);
      read(fresh, 50, ids.length);
      assertSame(redacted, fresh);
    }
  }

  @Test
  void whatWasForgottenAfterTheSpanIsGoneForAllColumnsComputedAgain() {
    try (TokenSession redacted = engine.newSession();
        TokenSession fresh = engine.newSession()) {
      read(redacted, 0, 60);
      redacted.forget(List.of(new Span(30, 45)));
      read(redacted, 60, ids.length);
      redacted.redact(List.of(new Span(10, 15)));
      read(fresh, 0, 10);
      fresh.skip(5);
      read(fresh, 15, 30);
      fresh.skip(15);
      read(fresh, 45, ids.length);
      assertSame(redacted, fresh);
    }
  }

  @Test
  void redactingWhatWasForgottenTakesItsTracesAway() {
    List<Span> spans = List.of(new Span(10, 25), new Span(60, 62));
    try (TokenSession redacted = engine.newSession();
        TokenSession fresh = engine.newSession()) {
      read(redacted, 0, 70);
      redacted.forget(List.of(new Span(8, 25)));
      read(redacted, 70, ids.length);
      assertThat(redacted.redact(spans)).isEqualTo(2);
      assertThat(redacted.redact(spans)).isZero();
      read(fresh, 0, 8);
      fresh.skip(17);
      read(fresh, 25, 60);
      fresh.skip(2);
      read(fresh, 62, ids.length);
      assertSame(redacted, fresh);
    }
  }

  @Test
  void redactingNothingChangesNothingAndRedactingEverythingIsRefused() {
    try (TokenSession touched = engine.newSession();
        TokenSession untouched = engine.newSession()) {
      read(touched, 0, ids.length);
      read(untouched, 0, ids.length);
      assertThat(touched.redact(List.of(new Span(7, 7), new Span(900, 1000)))).isZero();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> touched.redact(List.of(new Span(0, 50), new Span(50, 500))))
          .withMessageContaining("all " + ids.length + " columns");
      assertThat(touched.logits()).isEqualTo(untouched.logits());
      assertSame(touched, untouched);
    }
  }

  @Test
  void whatTheModelWroteIsComputedAgainAsWell() {
    GenerationRequest four =
        GenerationRequest.greedy(4).withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON);
    try (TokenSession redacted = engine.newSession();
        TokenSession skipped = engine.newSession()) {
      read(redacted, 0, 40);
      redacted.generate(four, GenerationListener.SILENT);
      redacted.redact(List.of(new Span(30, 35)));
      read(skipped, 0, 30);
      skipped.skip(5);
      skipped.append(Arrays.copyOfRange(redacted.tokens(), 35, 44));
      assertSame(redacted, skipped);
      assertThat(redacted.generate(four, GenerationListener.SILENT).tokens())
          .isEqualTo(skipped.generate(four, GenerationListener.SILENT).tokens());
    }
  }
}
