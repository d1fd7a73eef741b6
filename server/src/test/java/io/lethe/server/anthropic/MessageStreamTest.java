package io.lethe.server.anthropic;

import static io.lethe.server.anthropic.Asked.body;
import static io.lethe.server.anthropic.Asked.exchange;
import static io.lethe.server.anthropic.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.history.Block;
import io.lethe.history.Cache;
import io.lethe.history.Choice.Finish;
import io.lethe.history.HistoryException;
import io.lethe.history.Miss;
import io.lethe.history.ReplyListener;
import io.lethe.history.Start;
import io.lethe.history.Usage;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.RecordedStream.Event;
import io.lethe.server.wire.ScriptedAnswering;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessageStreamTest {
  private static final String STREAM = ",'stream':true";
  private static final String HI = "[{'role':'user','content':'hi'}]";

  private static List<Event> events(Answering answering, String more) {
    RecordedExchange exchange = exchange(answering, body(HI, STREAM + more));
    assertThat(exchange.streamed().isClosed()).isTrue();
    List<Event> events = exchange.streamed().events();
    assertThat(events)
        .allSatisfy(
            event -> assertThat(event.json().path("type").asString()).isEqualTo(event.name()));
    return events;
  }

  /** Events in short, the text of deltas joined. */
  private static List<String> said(List<Event> events) {
    return events.stream().map(event -> event.name() + said(event.json())).toList();
  }

  private static String said(JsonNode event) {
    String index = event.has("index") ? " " + event.path("index").asInt() : "";
    JsonNode what =
        event.path("content_block").isObject() ? event.path("content_block") : event.path("delta");
    return index + (what.isObject() && event.has("index") ? " " + Json.text(what) : "");
  }

  private static JsonNode only(List<Event> events, String name) {
    List<Event> found = events.stream().filter(event -> event.name().equals(name)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst().json();
  }

  @Test
  void everyBlockEndsBeforeTheNextBegins() {
    List<String> said =
        said(
            events(
                new ScriptedAnswering(
                    Finish.TOOL_CALLS,
                    new Block.Thought("hm, so"),
                    new Block.Text("Hi"),
                    new Block.ToolUse("call_1", "clock", "{\"a\":1}")),
                ""));

    assertThat(said)
        .containsExactly(
            "message_start",
            "ping",
            json("content_block_start 0 {'type':'thinking','thinking':'','signature':''}"),
            json("content_block_delta 0 {'type':'thinking_delta','thinking':'hm,'}"),
            json("content_block_delta 0 {'type':'thinking_delta','thinking':' so'}"),
            json("content_block_delta 0 {'type':'signature_delta','signature':''}"),
            "content_block_stop 0",
            json("content_block_start 1 {'type':'text','text':''}"),
            json("content_block_delta 1 {'type':'text_delta','text':'Hi'}"),
            "content_block_stop 1",
            json(
                "content_block_start 2 {'type':'tool_use','id':'call_1','name':'clock','input':{}}"),
            json("content_block_delta 2 {'type':'input_json_delta','partial_json':'{\\'a'}"),
            json("content_block_delta 2 {'type':'input_json_delta','partial_json':'\\':1'}"),
            json("content_block_delta 2 {'type':'input_json_delta','partial_json':'}'}"),
            "content_block_stop 2",
            "message_delta",
            "message_stop");
  }

  @Test
  void theMessageBeginsBeforeAnythingIsRead() {
    Answering answering =
        (request, listener, cancellation) -> {
          listener.started(new Start("s", 2, Cache.LIVE, 20, 12, Optional.empty()));
          throw new HistoryException.TooLong(20, 10);
        };
    RecordedExchange exchange = new RecordedExchange(json(body(HI, STREAM)));
    assertThatThrownBy(() ->
            AnthropicRoutes.of(answering, request -> 0, "small")
                .getFirst()
                .handler()
                .handle(exchange))
        .isInstanceOf(HistoryException.TooLong.class);
    // Left open: whoever writes errors adds one to it.
    assertThat(exchange.streamed().isClosed()).isFalse();
    JsonNode message = exchange.streamed().events().getFirst().json().path("message");
    assertThat(Json.text(message.path("content"))).isEqualTo("[]");
    assertThat(message.get("stop_reason").isNull()).isTrue();
    assertThat(message.get("stop_sequence").isNull()).isTrue();
    assertThat(message.path("usage").path("input_tokens").asInt()).isEqualTo(8);
    assertThat(message.path("usage").path("cache_read_input_tokens").asInt()).isEqualTo(12);
    assertThat(message.path("usage").path("output_tokens").asInt(-1)).isZero();
  }

  @Test
  void anErrorBeforeTheStartOpensNoStream() {
    RecordedExchange exchange = new RecordedExchange(json(body(HI, STREAM)));
    Answering answering =
        (request, listener, cancellation) -> {
          throw new HistoryException.Contradiction("found 1, wanted 2");
        };
    assertThatThrownBy(() ->
            AnthropicRoutes.of(answering, request -> 0, "small")
                .getFirst()
                .handler()
                .handle(exchange))
        .isInstanceOf(HistoryException.Contradiction.class);
    assertThat(exchange.isStreamed()).isFalse();
  }

  @Test
  void theEndTellsWhyAndWhatItTook() {
    JsonNode end =
        only(
            events(
                new ScriptedAnswering(Finish.STOP_STRING, new Block.Text("a"))
                    .stoppedBy("END")
                    .using(new Usage(20, 12, 3, 7, 0)),
                ",'context_management':{'edits':[]},'cache_control':{'type':'ephemeral'}"),
            "message_delta");
    assertThat(Json.text(end.path("delta")))
        .isEqualTo(json("{'stop_reason':'stop_sequence','stop_sequence':'END'}"));
    JsonNode usage = end.path("usage");
    assertThat(usage.path("output_tokens").asInt()).isEqualTo(7);
    assertThat(usage.path("cache_read_input_tokens").asInt()).isEqualTo(12);
    assertThat(usage.path("cache_creation_input_tokens").asInt()).isEqualTo(8);
    assertThat(usage.path("decached_tokens").asInt()).isEqualTo(3);
    assertThat(Json.text(end.path("context_management"))).isEqualTo(json("{'applied_edits':[]}"));
    assertThat(end.path("lethe").path("state").asString()).isEqualTo("ab12");
  }

  @Test
  void aMissIsDiagnosedAtTheBeginning() {
    JsonNode start =
        only(
            events(
                new ScriptedAnswering(Finish.STOP, new Block.Text("a"))
                    .missing(new Miss(Miss.Cause.TOOLS_CHANGED, 8, "another tool")),
                ",'diagnostics':{'previous_message_id':'msg_1'}"),
            "message_start");
    assertThat(
            start
                .path("message")
                .path("diagnostics")
                .path("cache_miss_reason")
                .path("type")
                .asString())
        .isEqualTo("tools_changed");
  }

  @Test
  void anEmptyAnswerIsAStreamAllTheSame() {
    assertThat(said(events(new ScriptedAnswering(Finish.STOP), "")))
        .containsExactly("message_start", "ping", "message_delta", "message_stop");
  }

  @Test
  void warmingUpSaysNothing() {
    RecordedExchange exchange =
        exchange(
            new ScriptedAnswering(Finish.LENGTH, new Block.Thought("x"), new Block.Text("a")),
            "{'model':'m','max_tokens':0,'messages':" + HI + STREAM + "}");
    assertThat(said(exchange.streamed().events()))
        .containsExactly("message_start", "ping", "message_delta", "message_stop");
  }

  @Test
  void streamsSayWhatWholeMessagesSay() {
    ScriptedAnswering answering =
        new ScriptedAnswering(
            Finish.STOP, new Block.Thought("Grüße? 😀"), new Block.Text("Hallo, schön!\n"));
    StringBuilder text = new StringBuilder();
    for (Event event : events(answering, "")) {
      JsonNode delta = event.json().path("delta");
      text.append(delta.path("thinking").asString("")).append(delta.path("text").asString(""));
    }
    assertThat(text.toString()).isEqualTo("Grüße? 😀Hallo, schön!\n");
  }

  @Test
  void whoeverWatchesNothingStillGetsAWholeStream() {
    ScriptedAnswering scripted = new ScriptedAnswering(Finish.STOP);
    Answering quiet =
        (request, listener, cancellation) ->
            scripted.answer(request, ReplyListener.SILENT, cancellation);
    assertThat(said(events(quiet, "")))
        .containsExactly("message_start", "ping", "message_delta", "message_stop");
  }
}
