package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenSessionTest {
  private static final GenerationRequest ENDLESS =
      GenerationRequest.greedy(12).withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON);

  private final Engine engine = TinyModels.open("llama3");

  @Test
  void howTokensAreChunkedMakesNoDifference() {
    int[] tokens = tokens(1, 70);
    float[] whole = logits(engine, tokens);
    for (int chunk : new int[] {1, 7, 64}) {
      try (Engine other =
          Engine.open(
              EngineOptions.of(TinyModels.gguf("llama3")).withThreads(1).withChunk(chunk))) {
        assertThat(logits(other, tokens)).as("chunks of %d", chunk).isEqualTo(whole);
      }
    }
  }

  @Test
  void generatingIsReadingWhatWasWritten() {
    try (TokenSession session = engine.newSession()) {
      session.append(tokens(2, 10));
      Generation generation = session.generate(ENDLESS, GenerationListener.SILENT);
      assertThat(generation.tokens()).hasSize(12);
      assertThat(generation.finish()).isEqualTo(Generation.Finish.LENGTH);
      assertThat(session.length()).isEqualTo(22);
      assertThat(session.liveColumns()).isEqualTo(21); // the last one is pending
      assertThat(session.nextPosition()).isEqualTo(22);
      assertThat(session.logits()).isEqualTo(logits(engine, session.tokens()));
      assertThat(session.liveColumns()).isEqualTo(22);
    }
  }

  @Test
  void generatingInTwoPartsIsGeneratingAtOnce() {
    try (TokenSession once = engine.newSession();
        TokenSession twice = engine.newSession()) {
      once.append(tokens(3, 10));
      twice.append(tokens(3, 10));
      Generation whole = once.generate(ENDLESS, GenerationListener.SILENT);
      List<Integer> parts = new ArrayList<>();
      GenerationRequest four =
          GenerationRequest.greedy(4)
              .withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON);
      for (int i = 0; i < 3; i++) {
        parts.addAll(twice.generate(four, GenerationListener.SILENT).tokens());
      }
      assertThat(parts).isEqualTo(whole.tokens());
    }
  }

  @Test
  void truncatingIsNeverHavingRead() {
    int[] tokens = tokens(4, 50);
    try (TokenSession session = engine.newSession()) {
      session.append(tokens);
      session.generate(ENDLESS, GenerationListener.SILENT);
      session.truncate(33);
      assertThat(session.tokens()).isEqualTo(Arrays.copyOf(tokens, 33));
      assertThat(session.nextPosition()).isEqualTo(33);
      assertThatExceptionOfType(EngineException.NothingRead.class).isThrownBy(session::logits);
      session.append(Arrays.copyOfRange(tokens, 33, 50));
      assertThat(session.logits()).isEqualTo(logits(engine, tokens));
    }
  }

  @Test
  void truncatingPendingTokensKeepsLogits() {
    try (TokenSession session = engine.newSession()) {
      session.append(tokens(5, 10));
      session.generate(ENDLESS, GenerationListener.SILENT);
      session.truncate(21);
      assertThat(session.logits()).isEqualTo(logits(engine, session.tokens()));
    }
  }

  @Test
  void forgettingKeepsPositionsAndAsksForATokenBeforeGoingOn() {
    int[] tokens = tokens(6, 40);
    try (TokenSession session = engine.newSession()) {
      session.append(tokens);
      assertThat(session.forget(List.of(new Span(5, 15)))).isEqualTo(10);
      assertThat(session.liveColumns()).isEqualTo(30);
      assertThat(session.nextPosition()).isEqualTo(40);
      assertThat(session.tokens()).isEqualTo(tokens);
      assertThatExceptionOfType(EngineException.NothingRead.class)
          .isThrownBy(() -> session.generate(ENDLESS, GenerationListener.SILENT));
      session.append(new int[] {7});
      assertThat(session.position(40)).isEqualTo(40);
      assertThat(session.logits()).hasSize(engine.config().vocabulary());
    }
  }

  @Test
  void forgettingEverythingIsRefused() {
    try (TokenSession session = engine.newSession()) {
      session.append(tokens(7, 10));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> session.forget(List.of(new Span(0, 10))));
      assertThat(session.liveColumns()).isEqualTo(10);
    }
  }

  @Test
  void truncatingBehindAForgottenPartLeavesItForgotten() {
    int[] tokens = tokens(8, 60);
    try (TokenSession one = engine.newSession();
        TokenSession other = engine.newSession()) {
      one.append(tokens);
      one.forget(List.of(new Span(10, 50)));
      one.truncate(55);
      one.append(new int[] {9});
      other.append(Arrays.copyOf(tokens, 55));
      other.forget(List.of(new Span(10, 50)));
      other.append(new int[] {9});
      assertThat(one.logits()).isEqualTo(other.logits());
    }
  }

  @Test
  void skippedPositionsHaveNoColumns() {
    try (TokenSession session = engine.newSession(100)) {
      session.append(tokens(9, 3));
      session.skip(10);
      session.append(new int[] {1});
      assertThat(session.position(0)).isEqualTo(100);
      assertThat(session.position(3)).isEqualTo(113);
      assertThat(session.liveColumns()).isEqualTo(4);
    }
  }

  @Test
  void sessionsComputedTogetherGiveTheBitsOfEachAlone() {
    SplittableRandom random = new SplittableRandom(10);
    List<TokenSession> sessions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sessions.add(engine.newSession());
    }
    for (int round = 0; round < 4; round++) {
      SessionBatch batch = new SessionBatch(engine);
      sessions.forEach(
          session -> batch.add(session, tokens(random.nextInt(1000), 1 + random.nextInt(20))));
      batch.run();
    }
    assertThat(sessions)
        .allSatisfy(
            session -> assertThat(session.logits()).isEqualTo(logits(engine, session.tokens())));
    engine.pool().checkIntegrity(sessions.stream().map(TokenSession::sequence).toList());
    sessions.forEach(TokenSession::close);
    assertThat(engine.pool().usedBlocks()).isZero();
  }

  @Test
  void aPromptThatDoesNotFitIsRefusedWholeAndAFullContextCanBeForgotten() {
    try (Engine small = Engine.open(EngineOptions.of(TinyModels.gguf("llama3")).withColumns(64));
        TokenSession session = small.newSession()) {
      session.append(tokens(11, 30));
      float[] before = session.logits();
      assertThatExceptionOfType(EngineException.ContextFull.class)
          .isThrownBy(() -> session.append(tokens(11, 35)))
          .withMessageStartingWith("found room for 34 more tokens of a context of 64, wanted 35");
      assertThat(session.length()).isEqualTo(30);
      assertThat(session.logits()).isEqualTo(before);
      Generation generation =
          session.generate(
              GenerationRequest.greedy(100)
                  .withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON),
              GenerationListener.SILENT);
      assertThat(generation.finish()).isEqualTo(Generation.Finish.CONTEXT_FULL);
      assertThat(generation.tokens()).hasSize(34);
      assertThat(session.forget(List.of(new Span(10, 20)))).isEqualTo(10);
      assertThat(session.liveColumns()).isEqualTo(54);
    }
  }

  @Test
  void sessionsThatDoNotFitTogetherReadNothing() {
    try (Engine small = Engine.open(EngineOptions.of(TinyModels.gguf("llama3")).withColumns(64));
        TokenSession one = small.newSession();
        TokenSession other = small.newSession()) {
      SessionBatch batch =
          new SessionBatch(small).add(one, tokens(12, 40)).add(other, tokens(12, 40));
      assertThatExceptionOfType(EngineException.ContextFull.class).isThrownBy(batch::run);
      assertThat(one.length()).isZero();
      assertThat(small.pool().usedBlocks()).isZero();
    }
  }

  @Test
  void anUnknownTokenIsRefusedBeforeAnythingIsRead() {
    try (TokenSession session = engine.newSession()) {
      int vocabulary = engine.config().vocabulary();
      assertThatExceptionOfType(EngineException.UnknownToken.class)
          .isThrownBy(() -> session.append(new int[] {1, vocabulary}))
          .withMessage("found token id %d, wanted 0 to %d".formatted(vocabulary, vocabulary - 1));
      assertThat(session.length()).isZero();
    }
  }

  @Test
  void cancellingEndsAnAnswerAfterTheTokenInHand() {
    Cancellation cancellation = new Cancellation();
    try (TokenSession session = engine.newSession()) {
      session.append(tokens(13, 5));
      List<Integer> seen = new ArrayList<>();
      GenerationListener third =
          new GenerationListener() {
            @Override
            public void text(String piece) {}

            @Override
            public void token(int id) {
              seen.add(id);
              if (seen.size() == 3) {
                cancellation.cancel();
              }
            }
          };
      Generation generation = session.generate(ENDLESS, third, cancellation);
      assertThat(generation.finish()).isEqualTo(Generation.Finish.CANCELLED);
      assertThat(generation.tokens()).isEqualTo(seen).hasSize(3);
      assertThat(session.append(tokens(13, 5), cancellation)).isZero();
      assertThat(session.length()).isEqualTo(8);
    }
  }

  @Test
  void piecesJoinedAreTheTextAndLogprobsAreThoseOfTheLogits() {
    StringBuilder pieces = new StringBuilder();
    try (TokenSession session = engine.newSession()) {
      session.append(tokens(14, 5));
      Logprobs first = Logprobs.of(session.logits());
      Generation generation = session.generate(ENDLESS.withLogprobs(3), pieces::append);
      assertThat(pieces.toString()).isEqualTo(generation.text());
      assertThat(generation.logprobs()).hasSize(12);
      TokenLogprobs best = generation.logprobs().getFirst();
      assertThat(best.chosen().logprob()).isEqualTo(first.of(best.chosen().id()));
      assertThat(best.top()).hasSize(3).first().isEqualTo(best.chosen());
    }
  }

  @Test
  void aStopStringEndsTheAnswerInFrontOfIt() {
    try (TokenSession session = engine.newSession()) {
      session.append(tokens(15, 5));
      String whole = session.generate(ENDLESS, GenerationListener.SILENT).text();
      String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 2);
      session.truncate(4);
      session.append(Arrays.copyOfRange(tokens(15, 5), 4, 5));
      Generation generation =
          session.generate(ENDLESS.withStopStrings(List.of(stop)), GenerationListener.SILENT);
      assertThat(generation.finish()).isEqualTo(Generation.Finish.STOP_STRING);
      assertThat(generation.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    }
  }

  private float[] logits(Engine other, int[] tokens) {
    try (TokenSession session = other.newSession()) {
      session.append(tokens);
      return session.logits();
    }
  }

  private int[] tokens(long seed, int count) {
    return new SplittableRandom(seed).ints(count, 0, engine.config().vocabulary()).toArray();
  }
}
