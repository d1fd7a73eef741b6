package io.lethe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** LangChain4j's models of both vendors against the real small model. */
class LangChain4jTest {
  private static Site site;

  @BeforeAll
  static void start() {
    site = Site.open();
  }

  @AfterAll
  static void stop() {
    if (site != null) {
      site.close();
    }
  }

  /** A vendor's models, as an application makes them. */
  record Vendor(String name, ChatModel model, StreamingChatModel streaming) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Vendor> vendors() {
    return Stream.of(
        new Vendor(
            "OpenAI",
            OpenAiChatModel.builder()
                .baseUrl(site.url() + "/v1")
                .apiKey("any")
                .modelName(site.model())
                .temperature(0.0)
                .maxTokens(48)
                .maxRetries(0)
                .build(),
            OpenAiStreamingChatModel.builder()
                .baseUrl(site.url() + "/v1")
                .apiKey("any")
                .modelName(site.model())
                .temperature(0.0)
                .maxTokens(48)
                .build()),
        new Vendor(
            "Anthropic",
            AnthropicChatModel.builder()
                .baseUrl(site.url() + "/v1")
                .apiKey("any")
                .modelName(site.model())
                .temperature(0.0)
                .maxTokens(48)
                .maxRetries(0)
                .build(),
            AnthropicStreamingChatModel.builder()
                .baseUrl(site.url() + "/v1")
                .apiKey("any")
                .modelName(site.model())
                .temperature(0.0)
                .maxTokens(48)
                .build()));
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void aStreamSaysWhatTheWholeAnswerSays(Vendor vendor) throws Exception {
    ChatResponse whole = vendor.model().chat(UserMessage.from("Name a colour."));
    assertThat(whole.aiMessage().text()).isNotBlank();
    assertThat(whole.tokenUsage().outputTokenCount()).isPositive();

    StringBuilder text = new StringBuilder();
    CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    vendor
        .streaming()
        .chat(
            List.of(UserMessage.from("Name a colour.")),
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String piece) {
                text.append(piece);
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                done.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                done.completeExceptionally(error);
              }
            });
    ChatResponse streamed = done.get(60, TimeUnit.SECONDS);
    assertThat(text.toString()).isEqualTo(whole.aiMessage().text());
    assertThat(streamed.tokenUsage().outputTokenCount())
        .isEqualTo(whole.tokenUsage().outputTokenCount());
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void aToolIsCalledAndItsResultAnswered(Vendor vendor) {
    ToolSpecification weather =
        ToolSpecification.builder()
            .name("weather")
            .description("Tells the weather.")
            .parameters(
                JsonObjectSchema.builder().addStringProperty("city").required("city").build())
            .build();
    UserMessage question = UserMessage.from("What is the weather in Rome?");
    AiMessage called =
        vendor
            .model()
            .chat(
                ChatRequest.builder()
                    .messages(question)
                    .toolSpecifications(weather)
                    .toolChoice(ToolChoice.REQUIRED)
                    .build())
            .aiMessage();
    assertThat(called.toolExecutionRequests()).isNotEmpty();
    assertThat(called.toolExecutionRequests().getFirst().name()).isEqualTo("weather");

    ChatResponse told =
        vendor
            .model()
            .chat(
                ChatRequest.builder()
                    .messages(
                        Stream.concat(
                                Stream.of(question, called),
                                called.toolExecutionRequests().stream()
                                    .map(call ->
                                        ToolExecutionResultMessage.from(call, "Rain all day.")))
                            .toList())
                    .toolSpecifications(weather)
                    .build());
    assertThat(told.tokenUsage().inputTokenCount()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("vendors")
  void aWrongRequestIsAnInvalidRequest(Vendor vendor) {
    assertThatThrownBy(() ->
            vendor
                .model()
                .chat(
                    ChatRequest.builder()
                        .messages(UserMessage.from("Hello."))
                        .temperature(-3.0)
                        .build()))
        .isInstanceOf(InvalidRequestException.class);
  }
}
