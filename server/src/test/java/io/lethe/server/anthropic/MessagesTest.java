package io.lethe.server.anthropic;

import static io.lethe.server.anthropic.Asked.answer;
import static io.lethe.server.anthropic.Asked.body;
import static io.lethe.server.anthropic.Asked.exchange;
import static io.lethe.server.anthropic.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.AppliedEdit;
import io.lethe.history.Block;
import io.lethe.history.Choice.Finish;
import io.lethe.history.Miss;
import io.lethe.history.Reply;
import io.lethe.history.Usage;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.ScriptedAnswering;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MessagesTest {
  private static final String HI = "[{'role':'user','content':'hi'}]";
  private static final String EDITS =
      ",'context_management':{'edits':[{'type':'clear_thinking_20251015','keep':'all'},{'type':'clear_tool_uses_20250919'}]}";

  private static ScriptedAnswering saying(String text) {
    return new ScriptedAnswering(Finish.STOP, new Block.Text(text));
  }

  private static void assertJson(JsonNode found, String wanted) {
    assertThat(Json.text(found)).isEqualTo(json(wanted));
  }

  /** Answers as another does, as if every edit had cleared so much. */
  private static Answering clearing(Answering answering, int cleared, int tokens) {
    return (request, listener, cancellation) -> {
      Reply reply = answering.answer(request, listener, cancellation);
      return new Reply(
          reply.session(),
          reply.turn(),
          reply.state(),
          reply.cache(),
          reply.choices(),
          reply.usage(),
          reply.forgotten(),
          request.edits().stream().map(edit -> new AppliedEdit(edit, cleared, tokens)).toList(),
          reply.miss(),
          reply.columnsBefore(),
          reply.columnsAfter(),
          reply.blocksBefore(),
          reply.blocksAfter());
    };
  }

  @Test
  void aMessageHasAllThatAnthropicsHave() {
    RecordedExchange exchange = exchange(saying("Hello!"), body(HI, ""));
    assertThat(exchange.status()).isEqualTo(200);
    JsonNode message = exchange.answered();
    assertThat(message.path("id").asString()).matches("msg_[0-9a-f]{24}");
    assertThat(message.path("type").asString()).isEqualTo("message");
    assertThat(message.path("role").asString()).isEqualTo("assistant");
    assertThat(message.path("model").asString()).isEqualTo("small");
    assertJson(message.path("content"), "[{'type':'text','text':'Hello!'}]");
    assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
    assertThat(message.get("stop_sequence").isNull()).isTrue();
    assertThat(message.has("context_management")).isFalse();
    assertThat(message.has("diagnostics")).isFalse();
    assertThat(message.path("lethe").path("session").asString()).isEqualTo("s-1");
  }

  @Test
  void messagesHaveDifferentIds() {
    assertThat(answer(saying("a"), body(HI, "")).path("id"))
        .isNotEqualTo(answer(saying("a"), body(HI, "")).path("id"));
  }

  @Test
  void thoughtsAndCallsAreBlocks() {
    JsonNode message =
        answer(
            new ScriptedAnswering(
                Finish.TOOL_CALLS,
                new Block.Thought("hm"),
                new Block.ToolUse("call_1", "weather", "{\"city\": \"Bonn\"}"),
                new Block.ToolUse("call_2", "clock", ""),
                new Block.ToolUse("call_3", "clock", "{\"cut")),
            body(HI, ""));
    assertJson(
        message.path("content"),
        "[{'type':'thinking','thinking':'hm','signature':''},"
            + "{'type':'tool_use','id':'call_1','name':'weather','input':{'city':'Bonn'}},"
            + "{'type':'tool_use','id':'call_2','name':'clock','input':{}},"
            + "{'type':'tool_use','id':'call_3','name':'clock','input':{'INVALID_JSON':'{\\'cut'}}]");
    assertThat(message.path("stop_reason").asString()).isEqualTo("tool_use");
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, end_turn",
    "LENGTH, max_tokens",
    "TOOL_CALLS, tool_use",
    "CONTEXT_FULL, model_context_window_exceeded",
    "CANCELLED, pause_turn"
  })
  void endsHaveAnthropicsNames(Finish finish, String reason) {
    JsonNode message = answer(new ScriptedAnswering(finish, new Block.Text("a")), body(HI, ""));
    assertThat(message.path("stop_reason").asString()).isEqualTo(reason);
    assertThat(message.get("stop_sequence").isNull()).isTrue();
  }

  @Test
  void theStopStringIsNamed() {
    JsonNode message =
        answer(
            new ScriptedAnswering(Finish.STOP_STRING, new Block.Text("a")).stoppedBy("END"),
            body(HI, ""));
    assertThat(message.path("stop_reason").asString()).isEqualTo("stop_sequence");
    assertThat(message.path("stop_sequence").asString()).isEqualTo("END");
  }

  @Test
  void tokensThatWereNotCachedAreInput() {
    JsonNode usage =
        answer(saying("a").using(new Usage(20, 12, 3, 7, 2)), body(HI, "")).path("usage");
    assertJson(
        usage,
        "{'input_tokens':8,'cache_creation_input_tokens':0,'cache_read_input_tokens':12,"
            + "'cache_creation':{'ephemeral_5m_input_tokens':0,'ephemeral_1h_input_tokens':0},"
            + "'output_tokens':7,'service_tier':'standard','output_tokens_details':{'thinking_tokens':2},'decached_tokens':3}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [{'role':'user','content':'hi'}] | ,'cache_control':{'type':'ephemeral'} | ephemeral_5m_input_tokens
          [{'role':'user','content':'hi'}] | ,'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral','ttl':'1h'}}] | ephemeral_1h_input_tokens
          [{'role':'user','content':'hi'}] | ,'tools':[{'name':'t','input_schema':{},'cache_control':{'type':'ephemeral','ttl':'5m'}}] | ephemeral_5m_input_tokens
          [{'role':'user','content':[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'}}]}] | ~~ | ephemeral_5m_input_tokens
          """)
  void whereCachingIsAskedForTheyAreWritten(String messages, String more, String period) {
    JsonNode usage =
        answer(saying("a").using(new Usage(20, 12, 3, 7, 2)), body(messages, more)).path("usage");
    assertThat(usage.path("input_tokens").asInt()).isZero();
    assertThat(usage.path("cache_creation_input_tokens").asInt()).isEqualTo(8);
    assertThat(usage.path("cache_read_input_tokens").asInt()).isEqualTo(12);
    assertThat(usage.path("cache_creation").path(period).asInt()).isEqualTo(8);
  }

  @Test
  void aMarkInsideOfAToolsArgumentsIsNone() {
    String messages =
        "[{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'n','input':{'cache_control':{'type':'ephemeral'}}}]}]";
    assertThat(answer(saying("a"), body(messages, "")).path("usage").path("input_tokens").asInt())
        .isEqualTo(8);
  }

  @Test
  void marksNeverReachTheHistory() {
    ScriptedAnswering answering = saying("a");
    answer(answering, body("[{'role':'user','content':[{'type':'text','text':'hi'}]}]", ""));
    answer(
        answering,
        body(
            "[{'role':'user','content':[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'}}]}]",
            ""));
    assertThat(answering.requests().getFirst().messages())
        .isEqualTo(answering.requests().getLast().messages());
  }

  @Test
  void editsThatClearedSomethingAreListed() {
    JsonNode management =
        answer(clearing(saying("a"), 2, 70), body(HI, EDITS)).path("context_management");
    assertJson(
        management,
        "{'applied_edits':[{'type':'clear_thinking_20251015','cleared_thinking_turns':2,'cleared_input_tokens':70},"
            + "{'type':'clear_tool_uses_20250919','cleared_tool_uses':2,'cleared_input_tokens':70}]}");
  }

  @Test
  void editsThatClearedNothingAreNotListed() {
    assertJson(
        answer(clearing(saying("a"), 0, 0), body(HI, EDITS)).path("context_management"),
        "{'applied_edits':[]}");
  }

  @Test
  void compactionIsSaidToBeIgnored() {
    JsonNode message =
        answer(
            saying("a"), body(HI, ",'context_management':{'edits':[{'type':'compact_20260112'}]}"));
    assertThat(message.path("lethe").path("ignored").path(0).asString())
        .startsWith("context_management.edits[0]: compact_20260112 is not done");
    assertJson(message.path("context_management"), "{'applied_edits':[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          SYSTEM_CHANGED   | {'type':'system_changed','cache_missed_input_tokens':40}
          TOOLS_CHANGED    | {'type':'tools_changed','cache_missed_input_tokens':40}
          MESSAGES_CHANGED | {'type':'messages_changed','cache_missed_input_tokens':40}
          MODEL_CHANGED    | {'type':'model_changed','cache_missed_input_tokens':40}
          NOTHING_ALIKE    | {'type':'previous_message_not_found'}
          STATE_LOST       | {'type':'unavailable'}
          """)
  void missesAreDiagnosed(Miss.Cause cause, String reason) {
    Answering missing = saying("a").missing(new Miss(cause, 40, "the line of the date differs"));
    assertJson(
        answer(missing, body(HI, ",'diagnostics':{'previous_message_id':'msg_1'}"))
            .path("diagnostics"),
        "{'cache_miss_reason':" + reason + "}");
  }

  @Test
  void nothingIsDiagnosedWhereAllWasCachedOrNothingCameBefore() {
    assertJson(
        answer(saying("a"), body(HI, ",'diagnostics':{'previous_message_id':'msg_1'}"))
            .path("diagnostics"),
        "{'cache_miss_reason':null}");
    assertJson(
        answer(
                saying("a").missing(new Miss(Miss.Cause.NOTHING_ALIKE, 40, "new")),
                body(HI, ",'diagnostics':{'previous_message_id':null}"))
            .path("diagnostics"),
        "{'cache_miss_reason':null}");
  }

  @Test
  void noTokensAtAllWarmTheCache() {
    ScriptedAnswering answering = new ScriptedAnswering(Finish.LENGTH, new Block.Text("Hel"));
    JsonNode message = answer(answering, "{'model':'m','max_tokens':0,'messages':" + HI + "}");
    assertJson(message.path("content"), "[]");
    assertThat(message.path("stop_reason").asString()).isEqualTo("max_tokens");
    assertThat(message.path("usage").path("output_tokens").asInt()).isZero();
    assertThat(answering.lastRequest().generation().maxTokens()).isEqualTo(1);
  }

  @Test
  void tokensAreCountedWithAndWithoutEdits() {
    List<Integer> edits = new ArrayList<>();
    RecordedExchange exchange =
        exchange(
            saying("a"),
            request -> {
              edits.add(request.edits().size());
              return request.edits().isEmpty() ? 90 : 30;
            },
            "/v1/messages/count_tokens",
            "{'model':'m','messages':" + HI + EDITS + "}");
    assertJson(
        exchange.answered(),
        "{'input_tokens':30,'context_management':{'original_input_tokens':90}}");
    assertThat(edits).containsExactly(2, 0);
  }

  @Test
  void withoutEditsThereIsOneCount() {
    RecordedExchange exchange =
        exchange(
            saying("a"),
            request -> 42,
            "/v1/messages/count_tokens",
            "{'model':'m','messages':" + HI + "}");
    assertJson(exchange.answered(), "{'input_tokens':42}");
  }
}
