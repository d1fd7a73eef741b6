package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.engine.Generation.Finish;
import io.lethe.grammar.GrammarSource;
import io.lethe.grammar.GrammarSource.Choice;
import io.lethe.grammar.GrammarSource.Parallel;
import io.lethe.grammar.ToolSchema;
import io.lethe.grammar.ToolSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** An answer under a grammar is whole also where the room ends. */
class GrammarRoomTest {
  private static final String CITY =
      """
      {"type":"object","properties":{"name":{"type":"string"},"tags":{"type":"array",
       "items":{"type":"string"}}},"required":["name","tags"],"additionalProperties":false}\
      """;
  private static final GrammarSource SCHEMA = GrammarSource.jsonSchema(CITY);
  private static final GrammarSource CALL =
      GrammarSource.toolCalls(
          ToolSyntax.HERMES,
          List.of(new ToolSchema("look_up", CITY)),
          Choice.REQUIRED,
          Parallel.ALLOWED);
  private static final String TEXT =
      "(?s)\\s*\\{\\s*\"name\"\\s*:\\s*\"([^\"\\\\]|\\\\.)*\"\\s*,\\s*\"tags\"\\s*:\\s*\\[.*\\]\\s*\\}\\s*";
  private static final String CALLS =
      "(?s)(\n?<tool_call>\n?\\{\\s*\"name\"\\s*:\\s*\"look_up\".*\\}\\s*\\}\n?</tool_call>)+";

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

  private static GenerationRequest request(GrammarSource source, long seed) {
    return GenerationRequest.of(5000, SamplingOptions.GREEDY.withTemperature(1).withSeed(seed))
        .withGrammar(source);
  }

  @Test
  void anAnswerIsWholeHoweverLittleRoomIsLeftIfTheShortestHasAny() {
    try (Engine engine = open(128)) {
      for (GrammarSource source : List.of(SCHEMA, CALL)) {
        int least = engine.grammar(source).leastTokens();
        for (int room = least; room < least + 40 && room < 128; room++) {
          try (TokenSession session = engine.newSession()) {
            session.append(tokens(engine, 128 - room));
            Generation answer = session.generate(request(source, room), GenerationListener.SILENT);
            assertThat(answer.text())
                .as("room %d", room)
                .matches(source.equals(CALL) ? CALLS : TEXT);
            assertThat(answer.tokens()).hasSizeLessThanOrEqualTo(room);
            assertThat(answer.finish()).isIn(Finish.CONTEXT_FULL, Finish.STOP_TOKEN);
            session.computePending();
            engine.pool().checkIntegrity(List.of(session.sequence()));
          }
        }
      }
      assertThat(engine.pool().usedBlocks()).isZero();
    }
  }

  @Test
  void whatHasNoRoomForItsShortestAnswerIsRefusedBeforeAnythingIsWritten() {
    try (Engine engine = open(128);
        TokenSession session = engine.newSession()) {
      int least = engine.grammar(SCHEMA).leastTokens();
      session.append(tokens(engine, 129 - least));
      assertThatExceptionOfType(EngineException.ContextFull.class)
          .isThrownBy(() ->
              session.generate(
                  request(SCHEMA, 1),
                  text -> {
                    throw new AssertionError("wrote " + text);
                  }))
          .satisfies(full -> {
            assertThat(full.wantedColumns()).isEqualTo(least);
            assertThat(full.freeColumns()).isEqualTo(least - 1);
          });
      assertThat(session.length()).isEqualTo(129 - least);
      session.append(new int[least - 1]);
      engine.pool().checkIntegrity(List.of(session.sequence()));
    }
  }

  @Test
  void answersThatTakeTheRoomFromEachOtherAreWholeAllTheSame() throws Exception {
    int shortened = 0;
    try (Engine engine = open(9 * 32);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 5; round++) {
        List<TokenSession> sessions = new ArrayList<>();
        List<Callable<Generation>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          TokenSession session = engine.newSession();
          sessions.add(session);
          session.append(tokens(engine, 20 + i));
          GenerationRequest request = request(SCHEMA, 10 * round + i);
          work.add(() -> session.generate(request, GenerationListener.SILENT));
        }
        for (Future<Generation> each : threads.invokeAll(work)) {
          try {
            Generation answer = each.get();
            assertThat(answer.text()).matches(TEXT);
            shortened += answer.shortening().isPresent() ? 1 : 0;
          } catch (ExecutionException refused) {
            assertThat(refused).hasCauseInstanceOf(EngineException.ContextFull.class);
          }
        }
        engine.pool().checkIntegrity(sessions.stream().map(TokenSession::sequence).toList());
        sessions.forEach(TokenSession::close);
      }
      assertThat(engine.pool().usedBlocks()).isZero();
    }
    assertThat(shortened).isPositive();
  }
}
