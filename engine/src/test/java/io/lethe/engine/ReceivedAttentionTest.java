package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lethe.kv.Span;
import io.lethe.model.Batch;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a session tells of the attention that a query would give to it. */
class ReceivedAttentionTest {
  private static final int READ = 80;
  private static final Span GONE = new Span(30, 50);

  /** A session with a hole. */
  private static TokenSession read(Specimen specimen, Engine engine) {
    TokenSession session = engine.newSession();
    session.append(specimen.ids(1, READ));
    session.forget(List.of(GONE));
    return session;
  }

  private static double[] masses(ReceivedAttention attention) {
    return LongStream.range(0, READ).mapToDouble(attention::at).toArray();
  }

  @ParameterizedTest
  @FieldSource("io.lethe.engine.Specimen#ALL")
  void itIsTheMeanOfWhatTheQuerysTokensGiveAndWithTheirOwnItIsOne(Specimen specimen) {
    Engine engine = specimen.engine();
    int[] query = specimen.ids(2, 12);
    double heads = (double) engine.config().layers() * engine.config().heads();
    try (TokenSession session = read(specimen, engine);
        TokenSession fork = session.fork()) {
      ReceivedAttention attention = session.attention(query);
      int columns = session.sequence().columns();
      double[] given = new double[columns + query.length];
      Batch batch = engine.observe(fork.sequence(), query, 0, query.length);
      for (int row = 0; row < query.length; row++) {
        double[] one = batch.attention(row);
        assertThat(DoubleStream.of(one).sum() / heads).isCloseTo(1, within(1e-5));
        for (int c = 0; c < one.length; c++) {
          given[c] += one[c] / heads / query.length;
        }
      }
      for (int c = 0; c < columns; c++) {
        assertThat(attention.at(session.sequence().position(c))).isCloseTo(given[c], within(1e-12));
      }
      double own = DoubleStream.of(given).skip(columns).sum();
      assertThat(own).isPositive();
      assertThat(attention.sum() + own).isCloseTo(1, within(1e-5));
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.engine.Specimen#ALL")
  void threadsBlocksAndChunksChangeNoBitOfIt(Specimen specimen) {
    int[] query = specimen.ids(2, 20);
    double[] plain;
    try (TokenSession session = read(specimen, specimen.engine())) {
      plain = masses(session.attention(query));
    }
    EngineOptions other = specimen.options().withThreads(1).withSlots(64).withChunk(3);
    for (EngineOptions options : List.of(other, other.withThreads(3).withSlots(128))) {
      try (Engine engine = Engine.open(options);
          TokenSession session = read(specimen, engine)) {
        assertThat(masses(session.attention(query))).isEqualTo(plain);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.engine.Specimen#ALL")
  void measuringLeavesNothingBehind(Specimen specimen) {
    Engine engine = specimen.engine();
    try (TokenSession session = read(specimen, engine);
        TokenSession untouched = read(specimen, engine)) {
      session.append(specimen.ids(3, 5));
      untouched.append(specimen.ids(3, 5));
      int blocks = engine.pool().usedBlocks();
      State before = State.of(session);
      session.attention(specimen.ids(2, 40));
      assertThat(State.of(session)).isEqualTo(before);
      assertThat(session.length()).isEqualTo(READ + 5);
      assertThat(session.logits()).isEqualTo(untouched.logits());
      assertThat(engine.pool().usedBlocks()).isEqualTo(blocks);
      engine.pool().checkIntegrity(List.of(session.sequence(), untouched.sequence()));
      int[] then = specimen.ids(4, 3);
      assertThat(Bits.read(session, then)).isDeepEqualTo(Bits.read(untouched, then));
    }
  }

  @ParameterizedTest
  @FieldSource("io.lethe.engine.Specimen#ALL")
  void whatIsForgottenReceivesNothingAndTheRestMore(Specimen specimen) {
    try (TokenSession session = specimen.engine().newSession()) {
      session.append(specimen.ids(1, READ));
      int[] token = specimen.ids(2, 1);
      ReceivedAttention before = session.attention(token);
      assertThat(before.in(List.of(GONE))).isPositive();
      session.forget(List.of(GONE));
      ReceivedAttention after = session.attention(token);
      assertThat(after.in(List.of(GONE))).isZero();
      assertThat(LongStream.range(GONE.start(), GONE.end()).mapToDouble(after::at))
          .containsOnly(0.0);
      List<Span> kept = List.of(new Span(0, GONE.start()), new Span(GONE.end(), READ));
      assertThat(after.in(kept)).isEqualTo(after.sum());
      assertThat(after.in(kept)).isGreaterThan(before.in(kept));
    }
  }

  @Test
  void anEmptySessionReceivesNothing() {
    try (TokenSession session = Specimen.ALL.getFirst().engine().newSession()) {
      assertThat(session.attention(new int[] {7, 8}).sum()).isZero();
    }
  }

  @Test
  void whatTheModelWroteLastReceivesAttentionBeforeItHasAColumn() {
    Specimen specimen = Specimen.ALL.getFirst();
    try (TokenSession session = read(specimen, specimen.engine())) {
      session.append(new int[] {3});
      session.addPending(9);
      ReceivedAttention pending = session.attention(new int[] {7});
      assertThat(session.liveColumns()).isEqualTo(READ - (int) GONE.length() + 1);
      session.computePending();
      assertThat(pending.at(READ + 1)).isPositive();
      assertThat(masses(session.attention(new int[] {7}))).isEqualTo(masses(pending));
    }
  }

  @Test
  void aQueryThatIsNoneOrDoesNotFitIsRefused() {
    EngineOptions options = EngineOptions.of(TinyModels.gguf("llama3")).withColumns(64);
    try (Engine engine = Engine.open(options);
        TokenSession session = engine.newSession()) {
      session.append(Specimen.ALL.getFirst().ids(1, 40));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> session.attention(new int[0]))
          .withMessageContaining("wanted at least one");
      assertThatExceptionOfType(EngineException.UnknownToken.class)
          .isThrownBy(() -> session.attention(new int[] {-1}));
      assertThatExceptionOfType(EngineException.ContextFull.class)
          .isThrownBy(() -> session.attention(new int[30]));
      assertThat(session.liveColumns()).isEqualTo(40);
      assertThat(engine.pool().usedBlocks()).isEqualTo(2);
    }
  }
}
