package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.kv.Span;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Two forks share blocks, and neither notices the other. */
@ParameterizedClass
@FieldSource("io.lethe.engine.Specimen#TINY")
class ForkTest {
  /** What one fork does that would be seen in the other if they shared more than they may. */
  enum Edit {
    FORGETS,
    REDACTS,
    REPAIRS,
    CLOSES,
    TRUNCATES,
    READS,
    DEFRAGMENTS,
    ENDS;

    void doTo(TokenSession session) {
      List<Span> spans = List.of(new Span(5, 12), new Span(20, 75));
      switch (this) {
        case FORGETS -> session.forget(spans);
        case REDACTS -> session.redact(spans);
        case REPAIRS -> session.repair(spans, 0.5);
        case CLOSES -> session.close(spans);
        case TRUNCATES -> session.truncate(40);
        case READS -> session.append(new int[] {1, 2, 3});
        case DEFRAGMENTS -> {
          session.forget(spans);
          session.defragment();
        }
        case ENDS -> session.close();
      }
    }
  }

  private final Specimen specimen;
  private final Engine engine;

  ForkTest(Specimen specimen) {
    this.specimen = specimen;
    this.engine = specimen.engine();
  }

  @AfterEach
  void allColumnsAreGivenBack() {
    assertThat(engine.pool().usedBlocks()).isZero();
  }

  private TokenSession read() {
    TokenSession session = engine.newSession();
    session.append(specimen.ids(1, 100));
    return session;
  }

  @ParameterizedTest
  @EnumSource
  void whatOneForkDoesTheOtherDoesNotNotice(Edit edit) {
    int[] then = specimen.ids(2, 20);
    try (TokenSession alone = read();
        TokenSession original = read();
        TokenSession fork = original.fork()) {
      edit.doTo(fork);
      engine.pool().checkIntegrity(List.of(alone.sequence(), original.sequence(), fork.sequence()));
      assertThat(State.of(original)).isEqualTo(State.of(alone));
      assertThat(original.logits()).isEqualTo(alone.logits());
      assertThat(Bits.read(original, then)).isDeepEqualTo(Bits.read(alone, then));
      assertThat(State.of(original)).isEqualTo(State.of(alone));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENDS")
  void whatTheOriginalDoesTheForkDoesNotNoticeAndCanDoAsWell(Edit edit) {
    int[] then = specimen.ids(2, 20);
    try (TokenSession alone = read();
        TokenSession original = read();
        TokenSession fork = original.fork()) {
      edit.doTo(original);
      assertThat(State.of(fork)).isEqualTo(State.of(alone));
      edit.doTo(fork);
      edit.doTo(alone);
      assertThat(State.of(fork)).isEqualTo(State.of(alone)).isEqualTo(State.of(original));
      int[][] wanted = Bits.read(alone, then);
      assertThat(Bits.read(fork, then)).isDeepEqualTo(wanted);
      assertThat(Bits.read(original, then)).isDeepEqualTo(wanted);
    }
  }

  @Test
  void aForkHasWhatTheModelWroteLastAndIsNotComputedYet() {
    GenerationRequest five =
        GenerationRequest.greedy(5).withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON);
    try (TokenSession original = read()) {
      original.generate(five, GenerationListener.SILENT);
      try (TokenSession fork = original.fork()) {
        assertThat(fork.tokens()).isEqualTo(original.tokens());
        assertThat(fork.generate(five, GenerationListener.SILENT).tokens())
            .isEqualTo(original.generate(five, GenerationListener.SILENT).tokens());
        assertThat(State.of(fork)).isEqualTo(State.of(original));
      }
    }
  }

  @Test
  void aForkWhoseSharedBlockCannotBeCopiedIsToldSoBeforeItReads() {
    try (Engine small = Engine.open(specimen.options().withColumns(64).withChunk(8));
        TokenSession original = small.newSession()) {
      original.append(specimen.ids(1, 10));
      try (TokenSession fork = original.fork()) {
        State before = State.of(fork);
        assertThatExceptionOfType(EngineException.ContextFull.class)
            .isThrownBy(() -> fork.append(specimen.ids(2, 40)))
            .withMessageStartingWith("found room for 22 more tokens of a context of 64, wanted 40");
        assertThat(State.of(fork)).isEqualTo(before);
        fork.append(specimen.ids(2, 22));
        assertThatExceptionOfType(EngineException.ContextFull.class)
            .isThrownBy(() -> fork.append(new int[] {1}));
        original.append(specimen.ids(2, 22));
        assertThat(State.of(fork)).isEqualTo(State.of(original));
      }
    }
  }

  @Test
  void redactingSharedColumnsWithoutRoomForCopiesIsRefusedAndDeletesNothing() {
    try (Engine small = Engine.open(specimen.options().withColumns(128));
        TokenSession original = small.newSession()) {
      original.append(specimen.ids(1, 96));
      try (TokenSession fork = original.fork()) {
        State before = State.of(fork);
        List<Span> spans = List.of(new Span(10, 20));
        assertThatExceptionOfType(EngineException.ContextFull.class)
            .isThrownBy(() -> fork.redact(spans));
        assertThatExceptionOfType(EngineException.ContextFull.class)
            .isThrownBy(() -> fork.close(spans));
        assertThat(State.of(fork)).isEqualTo(before);
        assertThat(fork.forget(spans)).isEqualTo(10);
        assertThat(State.of(original)).isEqualTo(before);
        small.pool().checkIntegrity(List.of(original.sequence(), fork.sequence()));
      }
    }
  }
}
