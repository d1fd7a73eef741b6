package io.lethe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official Java client of Anthropic against the real small model. */
@SuppressWarnings("unchecked") // fields of ours have no types in the client
class AnthropicSdkTest {
  private static Site site;
  private static AnthropicClient client;

  @BeforeAll
  static void start() {
    site = Site.open();
    client =
        AnthropicOkHttpClient.builder().baseUrl(site.url()).apiKey("any").maxRetries(0).build();
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
      site.close();
    }
  }

  private static MessageCreateParams.Builder ask(String question) {
    return MessageCreateParams.builder()
        .model(site.model())
        .maxTokens(24)
        .putAdditionalBodyProperty("temperature", JsonValue.from(0.0))
        .addUserMessage(question);
  }

  private static Tool weather() {
    return Tool.builder()
        .name("weather")
        .description("Tells the weather.")
        .inputSchema(
            Tool.InputSchema.builder()
                .properties(
                    JsonValue.from(Map.of("city", Map.of("type", "string", "maxLength", 20))))
                .required(List.of("city"))
                .build())
        .build();
  }

  @Test
  void itIsAnsweredAndToldWhatThatTook() {
    Message answer = client.messages().create(ask("Name a colour.").build());
    assertThat(answer.content().getFirst().asText().text()).isNotBlank();
    assertThat(answer.usage().outputTokens()).isPositive();
    assertThat(prompt(answer.usage())).isPositive();
  }

  private static long prompt(Usage usage) {
    return usage.inputTokens()
        + usage.cacheReadInputTokens().orElseThrow()
        + usage.cacheCreationInputTokens().orElseThrow();
  }

  @Test
  void aStreamSaysWhatTheWholeAnswerSays() {
    String whole =
        client.messages().create(ask("Name a fruit.").build()).content().getFirst().asText().text();
    StringBuilder text = new StringBuilder();
    List<String> kinds = new ArrayList<>();
    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(ask("Name a fruit.").build())) {
      events.stream()
          .forEach(event -> {
            if (event.isMessageStart()) {
              kinds.add("start");
            } else if (event.isMessageStop()) {
              kinds.add("stop");
            }
            event
                .contentBlockDelta()
                .flatMap(delta -> delta.delta().text())
                .ifPresent(delta -> text.append(delta.text()));
          });
    }
    assertThat(text.toString()).isEqualTo(whole);
    assertThat(kinds).containsExactly("start", "stop");
  }

  @Test
  void aToolIsCalledAndItsResultReadWithoutReadingTheRestAgain() {
    Message called =
        client
            .messages()
            .create(
                ask("What is the weather in Rome?")
                    .maxTokens(64)
                    .addTool(weather())
                    .toolChoice(ToolChoiceAny.builder().disableParallelToolUse(true).build())
                    .build());
    ToolUseBlock use =
        called.content().stream()
            .flatMap(block -> block.toolUse().stream())
            .findFirst()
            .orElseThrow();
    assertThat(called.stopReason()).hasValue(StopReason.TOOL_USE);
    assertThat(use.name()).isEqualTo("weather");

    Message told =
        client
            .messages()
            .create(
                MessageCreateParams.builder()
                    .model(site.model())
                    .maxTokens(16)
                    .putAdditionalBodyProperty("temperature", JsonValue.from(0.0))
                    .addTool(weather())
                    .messages(
                        JsonValue.from(
                            List.of(
                                Map.of("role", "user", "content", "What is the weather in Rome?"),
                                Map.of(
                                    "role",
                                    "assistant",
                                    "content",
                                    called.content().stream()
                                        .map(AnthropicSdkTest::again)
                                        .toList()),
                                Map.of(
                                    "role",
                                    "user",
                                    "content",
                                    List.of(
                                        Map.of(
                                            "type",
                                            "tool_result",
                                            "tool_use_id",
                                            use.id(),
                                            "content",
                                            "Rain all day."))))))
                    .build());
    assertThat(told.usage().cacheReadInputTokens().orElseThrow())
        .isGreaterThanOrEqualTo(prompt(called.usage()));
  }

  private static Map<String, Object> again(ContentBlock block) {
    return block.isToolUse()
        ? Map.of(
            "type",
            "tool_use",
            "id",
            block.asToolUse().id(),
            "name",
            block.asToolUse().name(),
            "input",
            block.asToolUse()._input())
        : Map.of("type", "text", "text", block.asText().text());
  }

  @Test
  void aStopSequenceEndsTheAnswerAndIsNamed() {
    Message answer =
        client
            .messages()
            .create(ask("Write a long sentence about the sea.").addStopSequence("e").build());
    assertThat(answer.stopReason()).hasValue(StopReason.STOP_SEQUENCE);
    assertThat(answer.stopSequence()).hasValue("e");
  }

  @Test
  void tokensAreCountedAsTheyAreReadLater() {
    long counted =
        client
            .messages()
            .countTokens(
                MessageCountTokensParams.builder()
                    .model(site.model())
                    .addUserMessage("Count these tokens, please.")
                    .build())
            .inputTokens();
    Message answer = client.messages().create(ask("Count these tokens, please.").build());
    assertThat(counted).isEqualTo(prompt(answer.usage()));
  }

  @Test
  void aWrongRequestGetsAnErrorThatTheClientUnderstands() {
    assertThatThrownBy(() ->
            client
                .messages()
                .create(
                    ask("Hello.")
                        .putAdditionalBodyProperty("temperature", JsonValue.from(9.0))
                        .build()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            wrong -> assertThat(wrong.getMessage()).contains("invalid_request_error"));
  }
}
