package io.lethe.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineException;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.Likelihood;
import io.lethe.engine.TokenSession;
import io.lethe.server.http.RequestException;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.RecordedStream.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionsTest {
  private static final String PROMPT = "The capital of France is";

  private Engine engine;
  private ServedModel model;

  @BeforeAll
  void open() {
    engine =
        Engine.open(EngineOptions.of(RealModels.SMOLLM2.path()).withThreads(2).withColumns(512));
    model = ServedModel.of("smollm2", engine);
  }

  @AfterAll
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(engine.freeColumns()).isEqualTo(engine.capacity());
  }

  private RecordedExchange answered(String body) {
    RecordedExchange exchange =
        new RecordedExchange(body.replace('\'', '"').replace("PROMPT", "\"" + PROMPT + "\""));
    new Completions(engine, model).handle(exchange);
    return exchange;
  }

  @Test
  void textIsContinued() {
    JsonNode answer = answered("{'prompt':PROMPT,'max_tokens':4,'temperature':0}").answered();
    assertThat(answer.path("object").asString()).isEqualTo("text_completion");
    assertThat(answer.at("/choices/0/text").asString()).contains("Paris");
    assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
    assertThat(answer.at("/choices/0/logprobs").isNull()).isTrue();
    assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
    assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(4);
  }

  @Test
  void tokensAreContinuedLikeTheirText() {
    int[] ids = model.tokenizer().encode(PROMPT);
    String list = java.util.Arrays.toString(ids);
    List<String> texts = new ArrayList<>();
    for (JsonNode choice :
        answered(
                "{'prompt':[" + list + "," + list + "],'max_tokens':3,'temperature':0,'echo':true}")
            .answered()
            .path("choices")) {
      texts.add(choice.path("text").asString());
      assertThat(choice.path("index").asInt()).isEqualTo(texts.size() - 1);
    }
    String wanted =
        answered("{'prompt':PROMPT,'max_tokens':3,'temperature':0,'echo':true}")
            .answered()
            .at("/choices/0/text")
            .asString();
    assertThat(wanted).startsWith(PROMPT);
    assertThat(texts).containsExactly(wanted, wanted);
  }

  @Test
  void promptAloneIsWeighed() {
    JsonNode choice =
        answered("{'prompt':PROMPT,'max_tokens':0,'echo':true,'logprobs':2}")
            .answered()
            .at("/choices/0");
    JsonNode table = choice.path("logprobs");
    assertThat(choice.path("text").asString()).isEqualTo(PROMPT);
    assertThat(table.path("tokens").valueStream().map(JsonNode::asString))
        .containsExactly("The", " capital", " of", " France", " is");
    assertThat(table.path("text_offset").valueStream().map(JsonNode::asInt))
        .containsExactly(0, 3, 11, 14, 21);
    assertThat(table.at("/token_logprobs/0").isNull()).isTrue();
    assertThat(table.at("/top_logprobs/1").size()).isEqualTo(2);
    double sum =
        table.path("token_logprobs").valueStream().skip(1).mapToDouble(JsonNode::asDouble).sum();
    try (TokenSession session = engine.newSession()) {
      Likelihood likelihood = Likelihood.read(session, model.tokenizer().encode(PROMPT));
      assertThat(sum).isCloseTo(-likelihood.nll(), within(1e-9));
    }
  }

  @Test
  void streamedTextIsTheWholeOne() {
    String body = "{'prompt':PROMPT,'max_tokens':12,'seed':5,'n':2,'stop':'\\n'%s}";
    JsonNode whole = answered(body.formatted("")).answered();
    List<Event> events =
        answered(body.formatted(",'stream':true,'stream_options':{'include_usage':true}"))
            .streamed()
            .events();
    assertThat(events.getLast().data()).isEqualTo("[DONE]");
    JsonNode usage = events.get(events.size() - 2).json();
    assertThat(usage.path("choices").isEmpty()).isTrue();
    assertThat(usage.path("usage")).isEqualTo(whole.path("usage"));
    StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
    for (Event event : events.subList(0, events.size() - 2)) {
      JsonNode choice = event.json().at("/choices/0");
      texts[choice.path("index").asInt()].append(choice.path("text").asString());
    }
    assertThat(texts[0].toString()).isEqualTo(whole.at("/choices/0/text").asString());
    assertThat(texts[1].toString()).isEqualTo(whole.at("/choices/1/text").asString());
  }

  @Test
  void promptThatDoesNotFitIsRefusedBeforeAnythingIsStreamed() {
    RecordedExchange exchange =
        new RecordedExchange(
            "{\"stream\":true,\"prompt\":\"" + "word ".repeat(600) + "\",\"max_tokens\":1}");
    assertThatThrownBy(() -> new Completions(engine, model).handle(exchange))
        .isInstanceOf(EngineException.ContextFull.class);
    assertThat(exchange.isStreamed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                | prompt
          {'prompt':5}                      | prompt
          {'prompt':[]}                     | prompt
          {'prompt':[1,'a']}                | prompt[1]
          {'prompt':[[]]}                   | prompt[0]
          {'prompt':[9999999]}              | prompt[0]
          {'prompt':'a','suffix':'b'}       | suffix
          {'prompt':'a','best_of':2}        | best_of
          {'prompt':'a','logprobs':21}      | logprobs
          {'prompt':'a','max_tokens':-2}    | max_tokens
          """)
  void wrongFieldIsNamed(String body, String parameter) {
    assertThatThrownBy(() -> answered(body))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.parameter()).contains(parameter));
  }
}
