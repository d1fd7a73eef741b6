package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.engine.Cancellation;
import io.lethe.engine.EngineException;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.Generation.Finish;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.SamplingOptions;
import io.lethe.grammar.GrammarException;
import io.lethe.grammar.GrammarSource;
import io.lethe.grammar.GrammarSource.Choice;
import io.lethe.grammar.GrammarSource.Parallel;
import io.lethe.grammar.ToolSchema;
import io.lethe.grammar.ToolSyntax;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConstrainedTurnTest {
  private static final String CITY =
      """
      {"type":"object","properties":{"city":{"type":"string","maxLength":20},
       "people":{"type":"integer","minimum":0},"kind":{"enum":["town","capital"]}},
       "required":["city","people","kind"],"additionalProperties":false}\
      """;
  private static final String CITY_TEXT =
      "\\{\"city\": ?\"[^\"]{0,20}\", ?\"people\": ?\\d+, ?\"kind\": ?\"(town|capital)\"\\}";

  @TempDir private Path home = Path.of("");

  private static Answer say(Session session, String text, GenerationRequest request) {
    return session.say(
        List.of(Piece.user(text)), request, GenerationListener.SILENT, new Cancellation());
  }

  private static House real(Path home) {
    return House.open(
        home, EngineOptions.of(RealModels.SMOLLM2.path()).withThreads(2).withColumns(2048));
  }

  @Test
  void aRealModelAnswersInTheSchemaGreedyOrNotAndReplaysExactly() {
    GrammarSource source = GrammarSource.jsonSchema(CITY);
    try (House house = real(home)) {
      try (Session session = house.plain("s")) {
        int least = house.engine().grammar(source).leastTokens();
        for (SamplingOptions sampling :
            List.of(
                SamplingOptions.GREEDY,
                SamplingOptions.DEFAULT.withSeed(3),
                SamplingOptions.GREEDY.withPenalties(1.2, 0, 0))) {
          for (int most : new int[] {least, least + 7, 80}) {
            Answer answer =
                say(
                    session,
                    "Describe Paris as JSON with its city, people and kind.",
                    GenerationRequest.of(most, sampling).withGrammar(source));
            assertThat(answer.generation().text()).matches(CITY_TEXT);
            assertThat(answer.generation().tokens()).hasSizeLessThanOrEqualTo(most);
          }
        }
        say(session, "And now?", GenerationRequest.greedy(5));
      }
      Replay.Report report =
          house.sessions().replay("s", Replay.Deletions.AS_RECORDED, OptionalInt.empty());
      assertThat(report.divergence()).isEmpty();
      assertThat(report.checked()).isGreaterThan(100);
    }
  }

  @Test
  void aForcedCallIsACallAndAFreeAnswerStaysAsItWas() {
    List<ToolSchema> tools =
        List.of(
            new ToolSchema("get_weather", CITY),
            new ToolSchema("stop", "{\"type\":\"object\",\"properties\":{}}"));
    try (House house = real(home)) {
      GenerationRequest request = GenerationRequest.greedy(60);
      String forced;
      try (Session session = house.plain("forced")) {
        forced =
            say(
                    session,
                    "What is the weather in Paris?",
                    request.withGrammar(
                        GrammarSource.toolCalls(
                            ToolSyntax.HERMES, tools, Choice.REQUIRED, Parallel.ONE)))
                .generation()
                .text();
      }
      assertThat(forced)
          .matches(
              "(?s)<tool_call>\n?\\{\"name\": ?\"(get_weather\", ?\"arguments\": ?"
                  + CITY_TEXT
                  + "|stop\", ?\"arguments\": ?\\{\\})\\}\n?</tool_call>");
      try (Session free = house.plain("free");
          Session auto = house.plain("auto")) {
        String question = "Name three rivers of France.";
        GrammarSource source =
            GrammarSource.toolCalls(ToolSyntax.HERMES, tools, Choice.AUTO, Parallel.ALLOWED);
        assertThat(say(auto, question, request.withGrammar(source)).generation().tokens())
            .isEqualTo(say(free, question, request).generation().tokens());
      }
    }
  }

  @Test
  void whatIsTooShortOrNoGrammarIsRefusedAndTheTurnDidNotTakePlace() {
    GrammarSource source = GrammarSource.jsonSchema("{\"const\":\"a long enough text\"}");
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Story.tell(session, 0, 1);
      int before = session.length();
      GenerationRequest request = GenerationRequest.greedy(2);
      assertThatThrownBy(() -> say(session, "Hello", request.withGrammar(source)))
          .isInstanceOf(EngineException.TooShort.class)
          .hasMessageContaining("at most 2 tokens");
      assertThatThrownBy(
              () -> say(session, "Hello", request.withGrammar(GrammarSource.jsonSchema("{"))))
          .isInstanceOf(GrammarException.class);
      assertThat(session.length()).isEqualTo(before);
      Answer answer = say(session, "Hello", GenerationRequest.greedy(60).withGrammar(source));
      assertThat(answer.generation().text()).isEqualTo("\"a long enough text\"");
      assertThat(answer.generation().finish()).isEqualTo(Finish.STOP_TOKEN);
    }
  }
}
