package io.lethe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The official Java client of OpenAI against the real small model. */
@SuppressWarnings({"unchecked", "deprecation"}) // fields of ours have no types in the client
class OpenAiSdkTest {
  private static Site site;
  private static OpenAIClient client;

  @BeforeAll
  static void start() {
    site = Site.open();
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(site.url() + "/v1")
            .apiKey("any")
            .maxRetries(0)
            .build();
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
      site.close();
    }
  }

  private static ChatCompletionCreateParams.Builder chat(String question) {
    return ChatCompletionCreateParams.builder()
        .model(site.model())
        .maxCompletionTokens(24)
        .temperature(0.0)
        .addUserMessage(question);
  }

  private static ChatCompletionFunctionTool weather() {
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder()
                .name("weather")
                .description("Tells the weather.")
                .parameters(
                    FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                            "properties",
                            JsonValue.from(
                                Map.of("city", Map.of("type", "string", "maxLength", 20))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                        .build())
                .build())
        .build();
  }

  @Test
  void itIsAnsweredAndToldWhatThatTook() {
    ChatCompletion answer = client.chat().completions().create(chat("Name a colour.").build());
    assertThat(answer.choices().getFirst().message().content().orElse("")).isNotBlank();
    var usage = answer.usage().orElseThrow();
    assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
    assertThat(answer._additionalProperties()).containsKey("lethe");
  }

  @Test
  void aStreamSaysWhatTheWholeAnswerSays() {
    String whole =
        client
            .chat()
            .completions()
            .create(chat("Name a fruit.").build())
            .choices()
            .getFirst()
            .message()
            .content()
            .orElseThrow();
    StringBuilder text = new StringBuilder();
    long[] completion = new long[1];
    try (StreamResponse<ChatCompletionChunk> chunks =
        client
            .chat()
            .completions()
            .createStreaming(
                chat("Name a fruit.")
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      chunks.stream()
          .forEach(chunk -> {
            chunk.usage().ifPresent(usage -> completion[0] = usage.completionTokens());
            chunk.choices().forEach(choice -> text.append(choice.delta().content().orElse("")));
          });
    }
    assertThat(text.toString()).isEqualTo(whole);
    assertThat(completion[0]).isPositive();
  }

  @Test
  void aToolIsCalledWithArgumentsOfItsSchemaAndItsResultReadWithoutReadingTheRestAgain() {
    ChatCompletionCreateParams.Builder first =
        chat("What is the weather in Rome?")
            .maxCompletionTokens(64)
            .addTool(weather())
            .parallelToolCalls(false)
            .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
    ChatCompletion called = client.chat().completions().create(first.build());
    ChatCompletionMessageToolCall call =
        called.choices().getFirst().message().toolCalls().orElseThrow().getFirst();
    JsonNode arguments = JsonMapper.shared().readTree(call.asFunction().function().arguments());
    assertThat(call.asFunction().function().name()).isEqualTo("weather");
    assertThat(arguments.path("city").isString()).isTrue();
    assertThat(called.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);

    ChatCompletion told =
        client
            .chat()
            .completions()
            .create(
                chat("What is the weather in Rome?")
                    .addTool(weather())
                    .addMessage(called.choices().getFirst().message())
                    .addMessage(
                        ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.asFunction().id())
                            .content("Rain all day.")
                            .build())
                    .build());
    assertThat(told.usage().orElseThrow().promptTokensDetails().orElseThrow().cachedTokens())
        .hasValueSatisfying(cached ->
            assertThat(cached).isGreaterThanOrEqualTo(called.usage().orElseThrow().promptTokens()));
  }

  @Test
  void anAnswerKeepsToASchema() {
    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(
                chat("Pick a colour and a number.")
                    .maxCompletionTokens(40)
                    .responseFormat(
                        ResponseFormatJsonSchema.builder()
                            .jsonSchema(
                                ResponseFormatJsonSchema.JsonSchema.builder()
                                    .name("pick")
                                    .strict(true)
                                    .schema(
                                        ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                            .putAdditionalProperty("type", JsonValue.from("object"))
                                            .putAdditionalProperty(
                                                "properties",
                                                JsonValue.from(
                                                    Map.of(
                                                        "colour",
                                                        Map.of("enum", List.of("red", "blue")))))
                                            .putAdditionalProperty(
                                                "required", JsonValue.from(List.of("colour")))
                                            .putAdditionalProperty(
                                                "additionalProperties", JsonValue.from(false))
                                            .build())
                                    .build())
                            .build())
                    .build());
    String text = answer.choices().getFirst().message().content().orElseThrow();
    assertThat(JsonMapper.shared().readTree(text).path("colour").asString()).isIn("red", "blue");
  }

  @Test
  void whatTheClientDecachesIsForgottenInPlace() {
    List<Map<String, Object>> content =
        List.of(
            Map.of("type", "text", "text", "A log: " + "all is well. ".repeat(20)),
            Map.of("type", "text", "text", "Say yes."));
    ChatCompletion first = create(List.of(Map.of("role", "user", "content", content)));
    List<Map<String, Object>> decached =
        List.of(
            Map.of(
                "type",
                "text",
                "text",
                "A log: " + "all is well. ".repeat(20),
                "decached_since",
                1),
            Map.of("type", "text", "text", "Say yes."));
    ChatCompletion second =
        create(
            List.of(
                Map.of("role", "user", "content", decached),
                Map.of(
                    "role",
                    "assistant",
                    "content",
                    first.choices().getFirst().message().content().orElseThrow()),
                Map.of("role", "user", "content", "Again.")));
    assertThat(second._additionalProperties())
        .hasEntrySatisfying("lethe", lethe -> assertThat(lethe.toString()).contains("cache=live"));
    var details = second.usage().orElseThrow().promptTokensDetails().orElseThrow();
    assertThat(details._additionalProperties())
        .hasEntrySatisfying(
            "decached_tokens",
            tokens -> assertThat(Integer.parseInt(tokens.toString())).isGreaterThan(40));
  }

  private static ChatCompletion create(List<Map<String, Object>> messages) {
    return client
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder()
                .model(site.model())
                .maxCompletionTokens(8)
                .temperature(0.0)
                .messages(JsonValue.from(messages))
                .build());
  }

  @Test
  void responsesGoOnFromOneAnother() {
    Response first =
        client
            .responses()
            .create(
                ResponseCreateParams.builder()
                    .model(site.model())
                    .input("Name an animal.")
                    .maxOutputTokens(24)
                    .temperature(0.0)
                    .build());
    Response second =
        client
            .responses()
            .create(
                ResponseCreateParams.builder()
                    .model(site.model())
                    .input("Another.")
                    .previousResponseId(first.id())
                    .maxOutputTokens(16)
                    .temperature(0.0)
                    .build());
    assertThat(second.usage().orElseThrow().inputTokensDetails().cachedTokens()).isPositive();
  }

  @Test
  void embeddingsOfLikeTextsLieNearEachOther() {
    CreateEmbeddingResponse answer =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("all-minilm-l6-v2")
                    .inputOfArrayOfStrings(List.of("a cat", "a kitten", "a turning lathe"))
                    .build());
    List<List<Float>> vectors = answer.data().stream().map(one -> one.embedding()).toList();
    assertThat(vectors.getFirst()).hasSize(384);
    assertThat(product(vectors.get(0), vectors.get(1)))
        .isGreaterThan(product(vectors.get(0), vectors.get(2)));
  }

  private static double product(List<Float> a, List<Float> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }

  @Test
  void aWrongRequestGetsAnErrorThatTheClientUnderstands() {
    assertThatThrownBy(
            () -> client.chat().completions().create(chat("Hello.").temperature(-1.0).build()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            wrong -> {
              assertThat(wrong.param()).hasValue("temperature");
              assertThat(wrong.getMessage()).contains("-1");
            });
    assertThatThrownBy(() -> client.models().retrieve("no-such-model"))
        .isInstanceOf(NotFoundException.class);
  }
}
