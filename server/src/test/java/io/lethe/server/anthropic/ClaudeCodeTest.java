package io.lethe.server.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.Block;
import io.lethe.history.Choice.Finish;
import io.lethe.history.ContextEdit.ClearThinking;
import io.lethe.history.Message;
import io.lethe.history.Request;
import io.lethe.history.Tool;
import io.lethe.history.Usage;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.RecordedStream.Event;
import io.lethe.server.wire.ScriptedAnswering;
import io.lethe.trace.PartRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What Claude Code sends, in the middle of a conversation with tools. */
class ClaudeCodeTest {
  private final ScriptedAnswering answering =
      new ScriptedAnswering(
              Finish.TOOL_CALLS,
              new Block.Thought("A dependency is missing."),
              new Block.Text("I'll add it."),
              new Block.ToolUse("call_3", "Bash", "{\"command\":\"sed -i s/a/b/ pom.xml\"}"))
          .using(new Usage(1_900, 1_850, 12, 40, 6));

  static String body() {
    try (InputStream file = ClaudeCodeTest.class.getResourceAsStream("claude-code.json")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private RecordedExchange sent() {
    return Asked.sent(answering, Asked.NOBODY_COUNTS, "/v1/messages", body());
  }

  private Request request() {
    sent();
    return answering.lastRequest();
  }

  @Test
  void everyMessageStaysInItsPlace() {
    assertThat(request().messages())
        .extracting(Message::role)
        .containsExactly(
            PartRole.SYSTEM,
            PartRole.USER,
            PartRole.SYSTEM,
            PartRole.ASSISTANT,
            PartRole.TOOL,
            PartRole.TOOL,
            PartRole.SYSTEM);
  }

  @Test
  void theBillingLineIsABlockByItself() {
    assertThat(request().messages().getFirst().blocks())
        .hasSize(3)
        .first()
        .isInstanceOfSatisfying(
            Block.Text.class,
            text -> assertThat(text.text()).startsWith("x-anthropic-billing-header"));
  }

  @Test
  void theCountsOfTokensGoWithTheNextMessage() {
    assertThat(request().messages())
        .filteredOn(message -> message.visibility().clearAt() == ClearAt.NEXT_USER_MESSAGE)
        .extracting(message -> message.blocks().getFirst())
        .containsExactly(
            new Block.Text("<total_tokens>199000 tokens left</total_tokens>"),
            new Block.Text("<total_tokens>198100 tokens left</total_tokens>"));
  }

  @Test
  void toolsAndEditsArrive() {
    Request request = request();
    assertThat(request.tools()).extracting(Tool::name).containsExactly("Bash", "Read");
    assertThat(request.tools().getFirst().parameters()).startsWith("{\"$schema\":");
    assertThat(request.edits()).containsExactly(new ClearThinking(OptionalInt.empty()));
    assertThat(request.generation().maxTokens()).isEqualTo(64_000);
  }

  @Test
  void theAnswerIsOneThatItUnderstands() {
    List<Event> events = sent().streamed().events();

    JsonNode start = events.getFirst().json().path("message");
    assertThat(start.path("usage").path("cache_read_input_tokens").asInt()).isEqualTo(1_850);
    assertThat(start.at("/diagnostics/cache_miss_reason").isNull()).isTrue();
    JsonNode end = events.get(events.size() - 2).json();
    assertThat(end.at("/delta/stop_reason").asString()).isEqualTo("tool_use");
    assertThat(end.at("/context_management/applied_edits").isEmpty()).isTrue();
    assertThat(end.at("/usage/input_tokens").asInt(-1)).isZero();
    assertThat(end.at("/usage/cache_creation/ephemeral_1h_input_tokens").asInt()).isEqualTo(50);
    assertThat(end.at("/usage/decached_tokens").asInt()).isEqualTo(12);
  }

  @Test
  void itsTokensAreCountedWithoutALimit() {
    String counted =
        body()
            .replace("\"max_tokens\": 64000,", "")
            .replace("\"stream\": true", "\"stream\": false");
    assertThat(counted).doesNotContain("max_tokens");
    JsonNode answer =
        Asked.sent(answering, request -> 1_912, "/v1/messages/count_tokens", counted).answered();
    assertThat(answer.path("input_tokens").asInt()).isEqualTo(1_912);
    assertThat(answer.at("/context_management/original_input_tokens").asInt()).isEqualTo(1_912);
  }
}
