package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Generation.Finish;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Sessions that write until there is no room. */
class LastBlockTest {
  private static Engine open(int columns) {
    return Engine.open(
        EngineOptions.of(TinyModels.gguf("qwen2"))
            .withThreads(1)
            .withSlots(32)
            .withColumns(columns));
  }

  private static int[] tokens(Engine engine, int count) {
    return new SplittableRandom(count).ints(count, 0, engine.config().vocabulary() / 2).toArray();
  }

  @Test
  void aWriterThatLosesTheLastBlockEndsItsAnswerAndKeepsIt() throws Exception {
    try (Engine engine = open(3 * 32);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        TokenSession one = engine.newSession();
        TokenSession other = engine.newSession()) {
      one.append(tokens(engine, 32));
      other.append(tokens(engine, 32));
      GenerationRequest request =
          GenerationRequest.greedy(20)
              .withEndOfGeneration(GenerationRequest.EndOfGeneration.GOES_ON);
      List<Future<Generation>> running = new ArrayList<>();
      try (Gate gate = Gate.shut(engine)) {
        for (TokenSession session : List.of(one, other)) {
          running.add(threads.submit(() -> session.generate(request, GenerationListener.SILENT)));
        }
        gate.awaitWaiting(2); // both have seen the last block free
      }
      List<Finish> finishes = new ArrayList<>();
      for (Future<Generation> each : running) {
        finishes.add(each.get().finish());
      }
      assertThat(finishes).containsExactlyInAnyOrder(Finish.LENGTH, Finish.CONTEXT_FULL);
      int loser = finishes.indexOf(Finish.CONTEXT_FULL);
      Generation cut = running.get(loser).get();
      TokenSession left = loser == 0 ? one : other;
      assertThat(cut.tokens()).isNotEmpty();
      assertThat(left.length()).isEqualTo(32 + cut.tokens().size());
      (loser == 0 ? other : one).close();
      left.append(new int[] {7});
      int[] all = left.tokens();
      try (Engine roomy = open(128);
          TokenSession anew = roomy.newSession()) {
        anew.append(all);
        assertThat(left.logits()).isEqualTo(anew.logits());
      }
    }
  }
}
