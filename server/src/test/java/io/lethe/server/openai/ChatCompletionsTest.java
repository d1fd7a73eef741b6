package io.lethe.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Cancellation;
import io.lethe.engine.TokenLogprobs;
import io.lethe.engine.TokenLogprobs.TokenLogprob;
import io.lethe.history.Block;
import io.lethe.history.Choice;
import io.lethe.history.Choice.Finish;
import io.lethe.history.Forgotten;
import io.lethe.history.Miss;
import io.lethe.history.Reply;
import io.lethe.history.ReplyListener;
import io.lethe.history.Request;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.RecordedStream.Event;
import io.lethe.server.wire.ScriptedAnswering;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatCompletionsTest {
  private static final Block THOUGHT = new Block.Thought("hmm, well");
  private static final Block TEXT = new Block.Text("Hello, world");
  private static final Block CALL = new Block.ToolUse("call_1", "ls", "{\"path\":\"/tmp\"}");
  private static final Block SECOND_CALL = new Block.ToolUse("call_2", "cat", "{\"f\":1}");

  private static RecordedExchange answered(Answering answering, String extra) {
    RecordedExchange exchange =
        new RecordedExchange(
            ("{'messages':[{'role':'user','content':'hi'}]" + extra + "}").replace('\'', '"'));
    new ChatCompletions(answering, TinyModel.MODEL).handle(exchange);
    return exchange;
  }

  private static List<JsonNode> chunks(RecordedExchange exchange) {
    assertThat(exchange.streamed().isClosed()).isTrue();
    List<Event> events = exchange.streamed().events();
    assertThat(events.getLast().data()).isEqualTo("[DONE]");
    return events.subList(0, events.size() - 1).stream().map(Event::json).toList();
  }

  private static String joined(List<JsonNode> chunks, String pointer) {
    StringBuilder text = new StringBuilder();
    chunks.forEach(chunk -> text.append(chunk.at(pointer).asString("")));
    return text.toString();
  }

  @Test
  void wholeAnswerHasAllFields() {
    ScriptedAnswering script =
        new ScriptedAnswering(Finish.STOP, THOUGHT, TEXT)
            .forgetting(new Forgotten(3, 4, 17, "client", "decached_since 4"))
            .missing(new Miss(Miss.Cause.TOOLS_CHANGED, 8, "a tool was added"));
    JsonNode answer = answered(script, "").answered();
    assertThat(answer.path("id").asString()).matches("chatcmpl-[0-9a-f]{32}");
    assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
    assertThat(answer.path("created").asLong()).isGreaterThan(1_600_000_000L);
    assertThat(answer.path("model").asString()).isEqualTo("tiny");
    assertThat(answer.path("system_fingerprint").asString()).isEqualTo("fp_tiny");
    JsonNode choice = answer.at("/choices/0");
    assertThat(choice.toString())
        .isEqualTo(
            "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello, world\",\"refusal\":null,"
                + "\"reasoning_content\":\"hmm, well\"},\"logprobs\":null,\"finish_reason\":\"stop\"}");
    assertThat(answer.path("usage").toString())
        .isEqualTo(
            "{\"prompt_tokens\":20,\"completion_tokens\":7,\"total_tokens\":27,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":12,\"cache_write_tokens\":8,\"decached_tokens\":3,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":2,\"audio_tokens\":0,"
                + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}");
    assertThat(answer.path("lethe").toString())
        .isEqualTo(
            "{\"session\":\"s-1\",\"turn\":4,\"state\":\"ab12\",\"cache\":\"live\","
                + "\"forgotten\":[{\"part\":3,\"since\":4,\"tokens\":17,\"by\":\"client\",\"reason\":\"decached_since 4\"}],"
                + "\"columns\":{\"before\":40,\"after\":41},\"blocks\":{\"before\":5,\"after\":5},"
                + "\"miss\":{\"cause\":\"tools_changed\",\"tokens\":8,\"explanation\":\"a tool was added\"}}");
    assertThat(answer.at("/timings/prompt_n").asInt()).isEqualTo(8);
    assertThat(answer.at("/timings/cache_n").asInt()).isEqualTo(12);
  }

  @Test
  void callsComeWithoutContent() {
    JsonNode choice =
        answered(new ScriptedAnswering(Finish.TOOL_CALLS, CALL, SECOND_CALL), "")
            .answered()
            .at("/choices/0");
    assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
    assertThat(choice.at("/message/content").isNull()).isTrue();
    assertThat(choice.at("/message/tool_calls").size()).isEqualTo(2);
    assertThat(choice.at("/message/tool_calls/0").toString())
        .isEqualTo(
            "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"ls\",\"arguments\":\"{\\\"path\\\":\\\"/tmp\\\"}\"}}");
  }

  @Test
  void everyReasonToEndHasItsName() {
    for (Finish finish : Finish.values()) {
      String expected =
          switch (finish) {
            case STOP, STOP_STRING -> "stop";
            case LENGTH, CONTEXT_FULL, CANCELLED -> "length";
            case TOOL_CALLS -> "tool_calls";
          };
      assertThat(
              answered(new ScriptedAnswering(finish, TEXT), "")
                  .answered()
                  .at("/choices/0/finish_reason")
                  .asString())
          .isEqualTo(expected);
    }
  }

  @Test
  void streamBeginsWithTheRoleAndEndsWithTheReason() {
    List<JsonNode> chunks =
        chunks(answered(new ScriptedAnswering(Finish.LENGTH, THOUGHT, TEXT), ",'stream':true"));
    assertThat(chunks.getFirst().at("/choices/0/delta").toString())
        .isEqualTo("{\"role\":\"assistant\",\"content\":null}");
    assertThat(joined(chunks, "/choices/0/delta/content")).isEqualTo("Hello, world");
    assertThat(joined(chunks, "/choices/0/delta/reasoning_content")).isEqualTo("hmm, well");
    assertThat(chunks)
        .allSatisfy(chunk -> {
          assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
          assertThat(chunk.path("created")).isEqualTo(chunks.getFirst().path("created"));
          assertThat(chunk.path("object").asString()).isEqualTo("chat.completion.chunk");
          assertThat(chunk.has("usage")).isFalse();
        });
    assertThat(chunks.subList(0, chunks.size() - 1))
        .allSatisfy(chunk -> {
          assertThat(chunk.at("/choices/0/finish_reason").isNull()).isTrue();
          assertThat(chunk.has("lethe")).isFalse();
        });
    assertThat(chunks.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("length");
    assertThat(chunks.getLast().at("/lethe/session").asString()).isEqualTo("s-1");
  }

  @Test
  void usageComesInAChunkOfItsOwn() {
    List<JsonNode> chunks =
        chunks(
            answered(
                new ScriptedAnswering(Finish.STOP, TEXT),
                ",'stream':true,'stream_options':{'include_usage':true}"));
    assertThat(chunks.subList(0, chunks.size() - 1))
        .allSatisfy(chunk -> {
          assertThat(chunk.has("usage")).isTrue();
          assertThat(chunk.path("usage").isNull()).isTrue();
          assertThat(chunk.path("choices").size()).isOne();
          assertThat(chunk.has("lethe")).isFalse();
        });
    JsonNode last = chunks.getLast();
    assertThat(last.path("choices").isEmpty()).isTrue();
    assertThat(last.at("/usage/total_tokens").asInt()).isEqualTo(27);
    assertThat(last.at("/lethe/turn").asInt()).isEqualTo(4);
  }

  @Test
  void streamedCallsAreNamedOnceAndKeepTheirIndex() {
    List<JsonNode> calls = new ArrayList<>();
    for (JsonNode chunk :
        chunks(
            answered(
                new ScriptedAnswering(Finish.TOOL_CALLS, TEXT, CALL, SECOND_CALL),
                ",'stream':true"))) {
      chunk.at("/choices/0/delta/tool_calls").forEach(calls::add);
    }
    for (int i = 0; i < 2; i++) {
      int index = i;
      Block.ToolUse wanted = (Block.ToolUse) List.of(CALL, SECOND_CALL).get(i);
      List<JsonNode> own =
          calls.stream().filter(call -> call.path("index").asInt(-1) == index).toList();
      assertThat(own.getFirst().path("id").asString()).isEqualTo(wanted.id());
      assertThat(own.getFirst().at("/function/name").asString()).isEqualTo(wanted.name());
      assertThat(own.subList(1, own.size()))
          .allSatisfy(call -> {
            assertThat(call.has("id")).isFalse();
            assertThat(call.path("function").has("name")).isFalse();
          });
      assertThat(joined(own, "/function/arguments")).isEqualTo(wanted.arguments());
    }
    assertThat(calls).allSatisfy(call -> assertThat(call.path("index").isInt()).isTrue());
  }

  @Test
  void choicesAreToldApartByTheirIndex() {
    List<JsonNode> chunks =
        chunks(answered(new ScriptedAnswering(Finish.STOP, TEXT), ",'stream':true,'n':2"));
    for (int i = 0; i < 2; i++) {
      int index = i;
      List<JsonNode> own =
          chunks.stream().filter(chunk -> chunk.at("/choices/0/index").asInt() == index).toList();
      assertThat(own.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
      assertThat(joined(own, "/choices/0/delta/content")).isEqualTo("Hello, world");
      assertThat(own.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    }
  }

  @Test
  void progressIsToldWhereAskedFor() {
    List<JsonNode> told =
        chunks(
                answered(
                    new ScriptedAnswering(Finish.STOP, TEXT),
                    ",'stream':true,'return_progress':true"))
            .stream()
            .filter(chunk -> chunk.has("prompt_progress"))
            .toList();
    assertThat(told).hasSize(2);
    assertThat(told.getLast().at("/prompt_progress/total").asInt()).isEqualTo(20);
    assertThat(told.getLast().at("/prompt_progress/cache").asInt()).isEqualTo(12);
    assertThat(told.getLast().at("/prompt_progress/processed").asInt()).isEqualTo(20);
  }

  @Test
  void logprobsCarryTheBytesOfEachToken() {
    int half = 0xC3; // the first byte of a character of two
    TokenLogprobs first =
        new TokenLogprobs(
            new TokenLogprob(half, -0.5), List.of(new TokenLogprob('a', Double.NEGATIVE_INFINITY)));
    TokenLogprobs end = new TokenLogprobs(new TokenLogprob(TinyModel.END, -0.1), List.of());
    Answering answering =
        new Answering() {
          @Override
          public Reply answer(Request request, ReplyListener listener, Cancellation cancellation) {
            listener.begins(0, new Block.Text(""));
            listener.token(0, first);
            listener.more(0, "é");
            listener.token(0, end);
            listener.ends(0);
            Reply plain =
                new ScriptedAnswering(Finish.STOP)
                    .answer(request, ReplyListener.SILENT, cancellation);
            return withChoice(
                plain,
                new Choice(
                    List.of(new Block.Text("é")),
                    Finish.STOP,
                    Optional.empty(),
                    List.of(first, end)));
          }
        };
    String wanted =
        "{\"content\":[{\"token\":\"\uFFFD\",\"logprob\":-0.5,\"bytes\":[195],\"top_logprobs\":"
            + "[{\"token\":\"a\",\"logprob\":-9999.0,\"bytes\":[97]}]}],\"refusal\":null}";
    assertThat(
            answered(answering, ",'logprobs':true").answered().at("/choices/0/logprobs").toString())
        .isEqualTo(wanted);
    assertThat(
            chunks(answered(answering, ",'logprobs':true,'stream':true")).stream()
                .map(chunk -> chunk.at("/choices/0/logprobs"))
                .filter(logprobs -> !logprobs.at("/content/0").isMissingNode())
                .map(JsonNode::toString))
        .containsExactly(wanted);
  }

  private static Reply withChoice(Reply reply, Choice choice) {
    return new Reply(
        reply.session(),
        reply.turn(),
        reply.state(),
        reply.cache(),
        List.of(choice),
        reply.usage(),
        reply.forgotten(),
        reply.edits(),
        reply.miss(),
        reply.columnsBefore(),
        reply.columnsAfter(),
        reply.blocksBefore(),
        reply.blocksAfter());
  }

  @Test
  void nothingIsStreamedBeforeTheHistoryIsRecognised() {
    RecordedExchange exchange =
        new RecordedExchange(
            "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    Answering refusing =
        (request, listener, cancellation) -> {
          throw new io.lethe.history.HistoryException.TooLong(50, 20);
        };
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> new ChatCompletions(refusing, TinyModel.MODEL).handle(exchange)))
        .isInstanceOf(io.lethe.history.HistoryException.TooLong.class);
    assertThat(exchange.isStreamed()).isFalse();
  }
}
