package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.Span;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 5 where parts are gone: a conversation far out is the one at the start. */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#ALL")
class FarDeletionTest {
  private final Specimen specimen;

  FarDeletionTest(Specimen specimen) {
    this.specimen = specimen;
  }

  private int[][] conversation(long offset) {
    try (TokenSession session = specimen.engine().newSession(offset)) {
      session.append(specimen.ids(1, 60));
      session.forget(List.of(new Span(offset + 10, offset + 40)));
      session.append(specimen.ids(2, 10));
      session.redact(List.of(new Span(offset + 45, offset + 48)));
      session.append(specimen.ids(3, 10));
      session.close(List.of(new Span(offset + 50, offset + 55)));
      assertThat(session.nextPosition()).isEqualTo(offset + 75);
      return Bits.read(session, specimen.ids(4, 10));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 1_000_000_000, 2_000_000_000})
  void deletionsFarOutGiveTheLogitsOfThoseAtTheStart(long offset) {
    assertThat(Bits.distance(conversation(offset), conversation(0))).isLessThan(1e-3);
  }
}
