package io.lethe.policy;

import static io.lethe.policy.Samples.asked;
import static io.lethe.policy.Samples.assistant;
import static io.lethe.policy.Samples.system;
import static io.lethe.policy.Samples.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.ModelsChoice.Reading;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelsChoiceTest {
  private final Transcript transcript =
      asked(
          "What next?",
          system(0, "You are an agent."),
          tool(1, 0, Kind.LOG, "line\n".repeat(100)).named("bash"),
          assistant(2, 0, "All green."),
          tool(3, 1, Kind.FILE_READ, "x").named("a.py").pinned(),
          tool(4, 1, Kind.TOOL_RESULT, "y").forgotten());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"forget\":[2,1],\"reason\":\"understood\"}",
        "Sure {thing}!\n```json\n{\"forget\": [\"1\", 2, 2], \"reason\": \" understood \"}\n```",
        "{\"reason\":\"understood\",\"forget\":[1,2]} and {more}"
      })
  void anAnswerBecomesChoicesInTheOrderOfTheParts(String answer) {
    assertThat(new ModelsChoice(answer).choose(transcript))
        .containsExactly(
            new Choice(1, List.of(), "understood", "model"),
            new Choice(2, List.of(), "understood", "model"));
  }

  @Test
  void anEmptyListIsAnAnswer() {
    assertThat(new ModelsChoice("{\"forget\":[]}").read(transcript))
        .isEqualTo(new Reading.Chosen(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "I would keep it all.; no JSON object",
        "{\"forget\": [1; no JSON object",
        "{\"parts\": [1]}; \"forget\" must be a list of part numbers, found none",
        "{\"forget\": 1}; \"forget\" must be a list of part numbers, found 1",
        "{\"forget\": [1, 77]}; There is no part 77. Nothing was forgotten. You may name: 1, 2.",
        "{\"forget\": [3]}; Part 3 is pinned and stays.",
        "{\"forget\": [4]}; Part 4 is forgotten already.",
        "{\"forget\": [0]}; Part 0 cannot be forgotten now.",
        "{\"forget\": [1000]}; Part 1000 cannot be forgotten now.",
        "{\"forget\": [1.5]}; There is no part 1.5.",
        "{\"forget\": [null]}; There is no part null."
      })
  void anAnswerThatCannotBeFollowedIsAnsweredForTheModel(String answer, String error) {
    assertThat(new ModelsChoice(answer).read(transcript))
        .isInstanceOfSatisfying(
            Reading.Refused.class, refused -> assertThat(refused.error()).contains(error));
    assertThat(new ModelsChoice(answer).choose(transcript)).isEmpty();
  }

  @Test
  void theQuestionListsWhatMayBeNamedOnALineEach() {
    assertThat(ModelsChoice.question(transcript.withBudget(transcript.columns() - 20)))
        .contains("\n1: log bash, turn 0, 126 tokens: line line line")
        .contains("\n2: text, turn 0, 3 tokens: All green.\n")
        .contains("At least 20 tokens must go.")
        .contains("The task now: What next?")
        .doesNotContain("\n3: ", "\n4: ", "\n0: ", "You are an agent");
  }

  @Test
  void theSchemaAllowsTheseNumbersOnly() {
    JsonNode forget =
        JsonMapper.shared()
            .readTree(ModelsChoice.schema(transcript))
            .at("/properties/forget/items/enum");
    assertThat(forget.toString()).isEqualTo("[1,2]");
    Transcript empty = Transcript.of(List.of(), 0, "");
    assertThat(
            JsonMapper.shared()
                .readTree(ModelsChoice.schema(empty))
                .at("/properties/forget/maxItems")
                .asInt(9))
        .isZero();
  }

  @Test
  void noAnswerEverThrows() {
    SplittableRandom random = new SplittableRandom(99);
    String valid = "{\"forget\":[1,2],\"reason\":\"understood\"}";
    for (int round = 0; round < 3_000; round++) {
      StringBuilder answer = new StringBuilder(valid);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        answer.setCharAt(
            random.nextInt(answer.length()), "{}[]\",:1e-\\u\n\u0000".charAt(random.nextInt(14)));
      }
      assertThat(new ModelsChoice(answer.toString()).choose(transcript))
          .as("seed 99, %s", answer)
          .hasSizeLessThan(3);
    }
    assertThat(new ModelsChoice("{\"forget\":" + "[".repeat(100_000)).choose(transcript)).isEmpty();
  }

  @Test
  void theToolsAreDefinedAsFunctionsOfThatName() {
    assertThat(ToolDefinitions.all())
        .map(each -> JsonMapper.shared().readTree(each))
        .allSatisfy(tool -> {
          assertThat(tool.path("type").asString()).isEqualTo("function");
          assertThat(tool.at("/function/parameters/required").size())
              .isLessThanOrEqualTo(tool.at("/function/parameters/properties").size())
              .isPositive();
        })
        .map(tool -> tool.at("/function/name").asString())
        .containsExactly("forget", "recall");
  }
}
