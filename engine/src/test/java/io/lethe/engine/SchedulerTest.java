package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions in many threads compute together, and notice nothing of it. */
class SchedulerTest {
  private final Engine engine = TinyModels.open("llama3");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.close();
    assertThat(engine.pool().usedBlocks()).isZero();
    engine.close();
  }

  private static GenerationRequest endless(int tokens, long seed) {
    return GenerationRequest.of(tokens, SamplingOptions.GREEDY.withTemperature(1).withSeed(seed))
        .withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON);
  }

  private int[] tokens(long seed, int count) {
    return new SplittableRandom(seed).ints(count, 0, engine.config().vocabulary()).toArray();
  }

  private float[] logits(int... tokens) {
    try (TokenSession session = engine.newSession()) {
      session.append(tokens);
      return session.logits();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private <T> List<T> atOnce(List<Callable<T>> work) {
    List<Future<T>> running;
    try (Gate gate = Gate.shut(engine)) {
      running = work.stream().map(threads::submit).toList();
      gate.awaitWaiting(work.size());
    }
    return running.stream().map(SchedulerTest::result).toList();
  }

  @Test
  void wishesThatWaitAreOneBatch() {
    List<TokenSession> sessions = IntStream.range(0, 8).mapToObj(i -> engine.newSession()).toList();
    Load before = engine.load();
    List<float[]> logits =
        atOnce(
            IntStream.range(0, 8)
                .<Callable<float[]>>mapToObj(i ->
                    () -> {
                      sessions.get(i).append(tokens(i, 1 + i));
                      return sessions.get(i).logits();
                    })
                .toList());
    Load after = engine.load();
    assertThat(after.batches() - before.batches()).isOne();
    assertThat(after.tokens() - before.tokens()).isEqualTo(36);
    assertThat(after.waiting()).isZero();
    for (int i = 0; i < 8; i++) {
      assertThat(logits.get(i)).isEqualTo(logits(tokens(i, 1 + i)));
    }
    sessions.forEach(TokenSession::close);
  }

  @Test
  void aWriterWhoseReaderIsSlowHoldsNobodyUpAndPromptsToTheShare() {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    GenerationListener slow =
        text -> {
          reached.countDown();
          Gate.await(goOn);
        };
    try (TokenSession writer = engine.newSession();
        TokenSession reader = engine.newSession()) {
      writer.append(tokens(1, 10));
      Future<Generation> writing = threads.submit(() -> writer.generate(endless(40, 1), slow));
      Gate.await(reached);
      Load before = engine.load();
      assertThat(before.writing()).isOne();
      reader.append(tokens(2, 10 * Lineup.SHARE));
      assertThat(engine.load().batches() - before.batches()).isEqualTo(10);
      goOn.countDown();
      assertThat(result(writing).tokens()).hasSize(40);
      assertThat(engine.load().writing()).isZero();
      assertThat(reader.logits()).isEqualTo(logits(tokens(2, 10 * Lineup.SHARE)));
    }
  }

  @Test
  void whoFindsNoRoomFailsAlone() {
    try (Engine small = Engine.open(EngineOptions.of(TinyModels.gguf("llama3")).withColumns(96));
        TokenSession writer = small.newSession();
        TokenSession other = small.newSession()) {
      TokenSession one = small.newSession();
      writer.append(tokens(3, 10));
      List<Future<?>> running = new ArrayList<>();
      try (Gate gate = Gate.shut(small)) {
        running.add(threads.submit(() -> writer.append(new int[] {5})));
        running.add(threads.submit(() -> one.append(tokens(4, 40))));
        gate.awaitWaiting(2);
        running.add(threads.submit(() -> other.append(tokens(5, 40))));
        gate.awaitWaiting(3);
      }
      assertThat(catchThrowableOfType(ExecutionException.class, () -> running.getLast().get()))
          .hasCauseInstanceOf(EngineException.ContextFull.class);
      int[] written = Arrays.copyOf(tokens(3, 10), 11);
      written[10] = 5;
      assertThat(writer.logits()).isEqualTo(logits(written));
      assertThat(one.logits()).isEqualTo(logits(tokens(4, 40)));
      assertThat(other.length()).isZero();
      assertThat(small.pool().usedBlocks()).isEqualTo(3);
      one.close();
      other.append(tokens(5, 40));
      assertThat(other.logits()).isEqualTo(logits(tokens(5, 40)));
    }
  }

  @Test
  void whoseRoomWasTakenMeanwhileAsksThoseWhoCanGiveSomeBack() {
    try (Engine small = Engine.open(EngineOptions.of(TinyModels.gguf("llama3")).withColumns(160));
        TokenSession one = small.newSession();
        TokenSession other = small.newSession()) {
      TokenSession idle = small.newSession();
      idle.append(tokens(19, 70));
      small.addRelief(columns -> idle.close());
      List<Future<?>> running = new ArrayList<>();
      try (Gate gate = Gate.shut(small)) {
        running.add(threads.submit(() -> one.append(tokens(20, 40))));
        running.add(threads.submit(() -> other.append(tokens(21, 40))));
        gate.awaitWaiting(2);
        assertThat(small.pool().usedBlocks()).isEqualTo(3);
      }
      running.forEach(SchedulerTest::result);
      assertThat(one.logits()).isEqualTo(logits(tokens(20, 40)));
      assertThat(other.logits()).isEqualTo(logits(tokens(21, 40)));
      assertThat(small.pool().usedBlocks()).isEqualTo(4);
    }
  }

  @Test
  void whatFailsTakesItsMarksBack() {
    int[] tokens = tokens(6, 60);
    try (TokenSession session = engine.newSession();
        TokenSession other = engine.newSession()) {
      for (TokenSession each : List.of(session, other)) {
        each.append(Arrays.copyOf(tokens, 20));
        each.forget(List.of(new Span(2, 4)));
      }
      List<Mark> marks = List.of(new Mark(List.of(new Span(5, 15)), 30));
      assertThatIllegalStateException()
          .isThrownBy(() ->
              session.append(
                  Arrays.copyOfRange(tokens, 20, 60),
                  marks,
                  i -> i == 39,
                  (i, values, offset) -> {
                    throw new IllegalStateException("not wanted");
                  }))
          .withMessage("not wanted");
      assertThat(session.liveColumns()).isEqualTo(18);
      assertThat(session.nextPosition()).isEqualTo(20);
      for (TokenSession each : List.of(session, other)) {
        each.append(Arrays.copyOfRange(tokens, 20, 60));
      }
      assertThat(session.logits()).isEqualTo(other.logits());
      assertThat(State.of(session)).isEqualTo(State.of(other));
    }
  }

  @Test
  void aListenerThatComputesIsToldSoAndNothingIsRead() {
    try (TokenSession session = engine.newSession()) {
      session.append(tokens(7, 5));
      float[] before = session.logits();
      assertThatIllegalStateException()
          .isThrownBy(() ->
              session.append(tokens(8, 5), (i, values, offset) -> session.append(new int[] {1})))
          .withMessageContaining("wanted it afterwards");
      assertThat(session.length()).isEqualTo(5);
      assertThat(session.nextPosition()).isEqualTo(5);
      session.append(tokens(9, 5));
      assertThat(before).isEqualTo(logits(tokens(7, 5)));
    }
  }

  @Test
  void whoIsCancelledWhileWaitingHasReadNothing() {
    Cancellation cancellation = new Cancellation();
    try (TokenSession session = engine.newSession()) {
      session.append(tokens(10, 5));
      Future<Integer> read;
      try (Gate gate = Gate.shut(engine)) {
        read = threads.submit(() -> session.append(tokens(11, 1000), cancellation));
        gate.awaitWaiting(1);
        cancellation.cancel();
      }
      assertThat(result(read)).isZero();
      assertThat(session.logits()).isEqualTo(logits(tokens(10, 5)));
    }
  }

  @Test
  void whoIsCancelledInTheMiddleHasReadWholePiecesAndGoesOnFromThere() {
    int[] prompt = tokens(12, 1900);
    Cancellation cancellation = new Cancellation();
    try (TokenSession session = engine.newSession()) {
      Future<Integer> read;
      Future<?> cancelling;
      try (Gate gate = Gate.shut(engine)) {
        read = threads.submit(() -> session.append(prompt, cancellation));
        gate.awaitWaiting(1);
        cancelling =
            threads.submit(() ->
                engine.alone(() -> {
                  cancellation.cancel();
                  return cancellation;
                }));
        gate.awaitWaiting(2);
      }
      result(cancelling);
      assertThat(result(read)).isEqualTo(512);
      assertThat(session.tokens()).isEqualTo(Arrays.copyOf(prompt, 512));
      assertThat(session.liveColumns()).isEqualTo(512);
      assertThatExceptionOfType(EngineException.NothingRead.class).isThrownBy(session::logits);
      session.append(Arrays.copyOfRange(prompt, 512, prompt.length));
      assertThat(session.logits()).isEqualTo(logits(prompt));
    }
  }

  @Test
  void whoWantsToBeAloneTakesTurnsWithBatches() {
    try (TokenSession session = engine.newSession()) {
      Load before = engine.load();
      Future<?> reading;
      Future<Load> alone;
      try (Gate gate = Gate.shut(engine)) {
        reading = threads.submit(() -> session.append(tokens(14, 3 * 512)));
        gate.awaitWaiting(1);
        alone = threads.submit(() -> engine.alone(engine::load));
        gate.awaitWaiting(2);
      }
      assertThat(result(alone).batches() - before.batches()).isOne();
      result(reading);
      assertThat(engine.load().batches() - before.batches()).isEqualTo(3);
    }
  }

  @Test
  void closingASessionWhileOthersWaitHoldsNobodyUp() {
    try (TokenSession one = engine.newSession()) {
      TokenSession other = engine.newSession();
      other.append(tokens(15, 100));
      Future<?> reading;
      try (Gate gate = Gate.shut(engine)) {
        reading = threads.submit(() -> one.append(tokens(16, 100)));
        gate.awaitWaiting(1);
        other.close();
      }
      result(reading);
      assertThat(one.logits()).isEqualTo(logits(tokens(16, 100)));
    }
  }

  @Test
  void nothingIsComputedOnceTheEngineIsClosed() {
    Engine closing = TinyModels.open("llama3");
    TokenSession session = closing.newSession();
    List<Future<?>> running = new ArrayList<>();
    try (Gate gate = Gate.shut(closing)) {
      running.add(threads.submit(() -> session.append(tokens(17, 100))));
      gate.awaitWaiting(1);
      running.add(threads.submit(closing::close));
    }
    running.forEach(SchedulerTest::result);
    closing.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> session.append(new int[] {1}))
        .withMessage("the engine is closed");
    assertThatIllegalStateException()
        .isThrownBy(session::defragment)
        .withMessage("the engine is closed");
  }

  @Test
  void sessionsThatWriteTogetherWriteWhatEachWritesAlone() {
    assertThat(writtenTogether(engine, 12, 30)).isEqualTo(writtenAlone(engine, 12, 30));
    assertThat(engine.load().writing()).isZero();
  }

  @Test
  void aRealModelWritesTogetherWhatItWritesAlone() {
    try (Engine real = Engine.open(EngineOptions.of(RealModels.SMOLLM2.path()))) {
      assertThat(writtenTogether(real, 8, 12)).isEqualTo(writtenAlone(real, 8, 12));
      assertThat(real.pool().usedBlocks()).isZero();
    }
  }

  private List<List<Integer>> writtenAlone(Engine with, int sessions, int count) {
    return IntStream.range(0, sessions).mapToObj(i -> written(with, i, count)).toList();
  }

  private List<List<Integer>> writtenTogether(Engine with, int sessions, int count) {
    List<Future<List<Integer>>> running =
        IntStream.range(0, sessions)
            .mapToObj(i -> threads.submit(() -> written(with, i, count)))
            .toList();
    return running.stream().map(SchedulerTest::result).toList();
  }

  /** Reads, writes, forgets, reads more, writes more. */
  private List<Integer> written(Engine with, int seed, int count) {
    try (TokenSession session = with.newSession()) {
      session.append(tokens(seed, 5 + 40 * (seed % 4)));
      List<Integer> all =
          new ArrayList<>(
              session.generate(endless(count, seed), GenerationListener.SILENT).tokens());
      session.forget(List.of(new Span(1, 3 + seed % 3)));
      session.append(tokens(-seed, 30));
      all.addAll(session.generate(endless(count, seed), GenerationListener.SILENT).tokens());
      return all;
    }
  }
}
