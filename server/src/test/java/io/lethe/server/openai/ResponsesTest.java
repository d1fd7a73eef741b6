package io.lethe.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lethe.history.Block;
import io.lethe.history.Cache;
import io.lethe.history.Choice.Finish;
import io.lethe.history.HistoryException;
import io.lethe.history.Message;
import io.lethe.history.Owner;
import io.lethe.history.Request;
import io.lethe.history.Start;
import io.lethe.history.ToolChoice;
import io.lethe.history.Visibility;
import io.lethe.server.http.RequestException;
import io.lethe.server.wire.Answering;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.RecordedStream.Event;
import io.lethe.server.wire.ScriptedAnswering;
import io.lethe.trace.PartRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ResponsesTest {
  private static final Block THOUGHT = new Block.Thought("hmm");
  private static final Block TEXT = new Block.Text("Hello");
  private static final Block CALL = new Block.ToolUse("call_1", "ls", "{\"p\":1}");

  @TempDir Path folder;

  private Responses responses(Answering answering) {
    return new Responses(
        answering,
        request -> 10 * request.messages().size(),
        TinyModel.MODEL,
        new ResponseStore(folder, 100));
  }

  private RecordedExchange created(Answering answering, String body) {
    RecordedExchange exchange = new RecordedExchange(body.replace('\'', '"'));
    responses(answering).create(exchange);
    return exchange;
  }

  private Request read(String body) {
    ScriptedAnswering script = new ScriptedAnswering(Finish.STOP, TEXT);
    created(script, body);
    return script.lastRequest();
  }

  @Test
  void stringIsWhatTheUserSays() {
    Request request = read("{'input':'hi','instructions':'be brief','max_output_tokens':5}");
    assertThat(request.messages())
        .containsExactly(
            Message.of(PartRole.SYSTEM, new Block.Text("be brief")),
            Message.of(PartRole.USER, new Block.Text("hi")));
    assertThat(request.generation().maxTokens()).isEqualTo(5);
  }

  @Test
  void whatTheModelSaidInARowIsOneMessage() {
    Request request =
        read(
            """
            {'input':[
              {'role':'user','content':'list'},
              {'type':'reasoning','id':'rs_1','summary':[],'content':[{'type':'reasoning_text','text':'t'}]},
              {'type':'message','role':'assistant','content':[{'type':'output_text','text':'ok','annotations':[]}]},
              {'type':'function_call','call_id':'c1','name':'ls','arguments':'{}'},
              {'type':'function_call','call_id':'c2','name':'cat','arguments':'{}'},
              {'type':'function_call_output','call_id':'c1','output':'a'},
              {'type':'function_call_output','call_id':'c2','output':[{'type':'input_text','text':'b'}]}],
             'tools':[{'type':'function','name':'ls','parameters':{'type':'object'}}],
             'tool_choice':{'type':'function','name':'ls'}}\
            """);
    assertThat(request.messages().stream().map(Message::role))
        .containsExactly(PartRole.USER, PartRole.ASSISTANT, PartRole.TOOL, PartRole.TOOL);
    assertThat(request.messages().get(1).blocks())
        .containsExactly(
            new Block.Thought("t"),
            new Block.Text("ok"),
            new Block.ToolUse("c1", "ls", "{}"),
            new Block.ToolUse("c2", "cat", "{}"));
    assertThat(request.messages().get(3).blocks())
        .containsExactly(
            new Block.ToolResult(
                "c2", Optional.of("cat"), "b", Block.ToolResult.Outcome.DONE, Visibility.ALWAYS));
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("ls"));
  }

  @Test
  void itemsSayWhoSeesThem() {
    List<Message> messages =
        read("""
        {'input':[{'role':'user','content':'a','decached_since':2},
          {'role':'assistant','content':[{'type':'output_text','text':'b','decached_since':5}],'decached_since':3},
          {'role':'user','content':'c'}]}\
        """)
            .messages();
    assertThat(messages.get(0).visibility().since()).hasValue(2);
    assertThat(messages.get(1).blocks().getFirst().visibility().since()).hasValue(3);
    assertThat(messages.get(2).visibility()).isEqualTo(Visibility.ALWAYS);
  }

  @Test
  void wholeAnswerHasItsItemsAndRepeatsTheRequest() {
    JsonNode response =
        created(
                new ScriptedAnswering(Finish.TOOL_CALLS, THOUGHT, TEXT, CALL),
                "{'input':'hi','temperature':0.5,'metadata':{'k':'v'},'tools':[{'type':'function','name':'ls'}]}")
            .answered();
    assertThat(response.path("id").asString()).matches("resp_[0-9a-f]{32}");
    assertThat(response.path("object").asString()).isEqualTo("response");
    assertThat(response.path("status").asString()).isEqualTo("completed");
    assertThat(response.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(response.at("/metadata/k").asString()).isEqualTo("v");
    assertThat(response.at("/tools/0").toString())
        .isEqualTo("{\"type\":\"function\",\"name\":\"ls\",\"parameters\":{},\"strict\":false}");
    assertThat(response.path("output").valueStream().map(item -> item.path("type").asString()))
        .containsExactly("reasoning", "message", "function_call");
    assertThat(response.at("/output/1/content").toString())
        .isEqualTo(
            "[{\"type\":\"output_text\",\"text\":\"Hello\",\"annotations\":[],\"logprobs\":[]}]");
    assertThat(response.at("/output/2/call_id").asString()).isEqualTo("call_1");
    assertThat(response.at("/output/2/arguments").asString()).isEqualTo("{\"p\":1}");
    assertThat(response.path("usage").toString())
        .isEqualTo(
            "{\"input_tokens\":20,\"input_tokens_details\":{\"cached_tokens\":12,\"cache_write_tokens\":8,\"decached_tokens\":3},"
                + "\"output_tokens\":7,\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":27}");
    assertThat(response.at("/lethe/session").asString()).isEqualTo("s-1");
    assertThat(response.path("error").isNull()).isTrue();
  }

  @Test
  void answerThatWasCutIsIncomplete() {
    JsonNode response =
        created(new ScriptedAnswering(Finish.LENGTH, TEXT), "{'input':'hi'}").answered();
    assertThat(response.path("status").asString()).isEqualTo("incomplete");
    assertThat(response.at("/incomplete_details/reason").asString()).isEqualTo("max_output_tokens");
    assertThat(response.at("/output/0/status").asString()).isEqualTo("incomplete");
  }

  @Test
  void eventsComeInOrder() {
    RecordedExchange exchange =
        created(
            new ScriptedAnswering(Finish.TOOL_CALLS, THOUGHT, TEXT, CALL),
            "{'input':'hi','stream':true}");
    List<Event> events = exchange.streamed().events();
    assertThat(exchange.streamed().isClosed()).isTrue();
    assertThat(events.stream().map(Event::name))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.reasoning_text.delta",
            "response.reasoning_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    for (int i = 0; i < events.size(); i++) {
      JsonNode event = events.get(i).json();
      assertThat(event.path("sequence_number").asInt()).isEqualTo(i);
      assertThat(event.path("type").asString()).isEqualTo(events.get(i).name());
    }
    JsonNode last = events.getLast().json().path("response");
    assertThat(last.at("/output/1/id"))
        .isEqualTo(events.get(10).json().path("item_id"))
        .isEqualTo(events.get(14).json().at("/item/id"));
    assertThat(last.at("/output/1/content/0/text").asString()).isEqualTo("Hello");
    assertThat(events.get(19).json().path("arguments").asString()).isEqualTo("{\"p\":1}");
  }

  @Test
  void streamedAnswerThatWasCutIsIncomplete() {
    List<Event> events =
        created(new ScriptedAnswering(Finish.LENGTH, TEXT), "{'input':'hi','stream':true}")
            .streamed()
            .events();
    assertThat(events.getLast().name()).isEqualTo("response.incomplete");
    assertThat(events.get(events.size() - 2).json().at("/item/status").asString())
        .isEqualTo("incomplete");
  }

  @Test
  void streamThatBreaksSaysSo() {
    RecordedExchange exchange = new RecordedExchange("{\"input\":\"hi\",\"stream\":true}");
    Answering breaking =
        (request, listener, cancellation) -> {
          listener.started(new Start("s", 0, Cache.COMPUTED, 5, 0, Optional.empty()));
          throw new HistoryException.Contradiction("found a thing, wanted another");
        };
    assertThat(catchThrowable(() -> responses(breaking).create(exchange)))
        .isInstanceOf(HistoryException.Contradiction.class);
    Event last = exchange.streamed().events().getLast();
    assertThat(last.name()).isEqualTo("response.failed");
    assertThat(last.json().at("/response/error/message").asString())
        .isEqualTo("found a thing, wanted another");
  }

  @Test
  void responseGoesOnFromAnEarlierOneAfterARestart() {
    String id =
        created(new ScriptedAnswering(Finish.STOP, THOUGHT, TEXT), "{'input':'one'}")
            .answered()
            .path("id")
            .asString();
    Request second = read("{'input':'two','previous_response_id':'" + id + "'}");
    assertThat(second.messages())
        .containsExactly(
            Message.of(PartRole.USER, new Block.Text("one")),
            Message.of(PartRole.ASSISTANT, THOUGHT, TEXT),
            Message.of(PartRole.USER, new Block.Text("two")));
  }

  @Test
  void callsOfAnEarlierResponseAreAnswered() {
    String id =
        created(new ScriptedAnswering(Finish.TOOL_CALLS, CALL), "{'input':'one','stream':true}")
            .streamed()
            .events()
            .getLast()
            .json()
            .at("/response/id")
            .asString();
    Request second =
        read(
            "{'input':[{'type':'function_call_output','call_id':'call_1','output':'x'}],'previous_response_id':'"
                + id
                + "'}");
    assertThat(second.messages().getLast().role()).isEqualTo(PartRole.TOOL);
  }

  @Test
  void responseIsReadAndDeletedByItsOwnerOnly() {
    JsonNode made = created(new ScriptedAnswering(Finish.STOP, TEXT), "{'input':'one'}").answered();
    String id = made.path("id").asString();
    Responses responses = responses(new ScriptedAnswering(Finish.STOP, TEXT));
    RecordedExchange stranger = new RecordedExchange(new Owner("stranger"), "").withPath("id", id);
    assertThatThrownBy(() -> responses.get(stranger))
        .isInstanceOfSatisfying(RequestException.class, e -> assertThat(e.status()).isEqualTo(404));
    assertThatThrownBy(() -> responses.delete(stranger)).isInstanceOf(RequestException.class);

    RecordedExchange get = new RecordedExchange("").withPath("id", id);
    responses.get(get);
    assertThat(get.answered().toString()).isEqualTo(made.toString());
    RecordedExchange delete = new RecordedExchange("").withPath("id", id);
    responses.delete(delete);
    assertThat(delete.answered().path("deleted").asBoolean()).isTrue();
    assertThatThrownBy(() -> responses.get(new RecordedExchange("").withPath("id", id)))
        .isInstanceOf(RequestException.class);
  }

  @Test
  void namesThatLeaveTheFolderAreUnknown() throws Exception {
    Files.writeString(folder.resolveSibling("secret.json"), "{\"owner\":\"local\"}");
    for (String id : List.of("../secret", "..%2fsecret", "resp_", "/etc/passwd")) {
      assertThatThrownBy(() ->
              responses(new ScriptedAnswering(Finish.STOP))
                  .get(new RecordedExchange("").withPath("id", id)))
          .isInstanceOf(RequestException.class);
    }
  }

  @Test
  void responseThatIsNotStoredLeavesNoFile() throws Exception {
    created(new ScriptedAnswering(Finish.STOP, TEXT), "{'input':'one','store':false}");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void oldestResponsesGoWhereThereAreTooMany() throws Exception {
    for (int i = 0; i < 7; i++) {
      created(new ScriptedAnswering(Finish.STOP, TEXT), "{'input':'" + i + "'}");
    }
    new ResponseStore(folder, 3).prune();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void tokensAreCounted() {
    RecordedExchange exchange =
        new RecordedExchange("{\"input\":\"hi\",\"instructions\":\"be brief\"}");
    responses(new ScriptedAnswering(Finish.STOP)).count(exchange);
    assertThat(exchange.answered().toString())
        .isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":20}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                              | input
          {'input':[]}                                    | input
          {'input':5}                                     | input
          {'input':[5]}                                   | input[0]
          {'input':[{'role':'tool','content':'x'}]}       | input[0].role
          {'input':[{'type':'item_reference','id':'x'}]}  | input[0].type
          {'input':[{'role':'user','content':[{'type':'input_image'}]}]} | input[0].content[0].type
          {'input':[{'type':'function_call_output','call_id':'x','output':'y'}]} | input[0].call_id
          {'input':'x','tools':[{'type':'web_search'}]}   | tools[0].type
          {'input':'x','previous_response_id':'resp_1'}   | previous_response_id
          {'input':'x','background':true}                 | background
          {'input':'x','conversation':'c'}                | conversation
          {'input':'x','max_output_tokens':0}             | max_output_tokens
          {'input':'x','text':{'format':{'type':'xml'}}}  | text.format.type
          {'input':'x','text':{'format':{'type':'json_schema','schema':{}}}} | text.format.name
          {'input':'x','metadata':[]}                     | metadata
          """)
  void wrongFieldIsNamed(String body, String parameter) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            RequestException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.parameter()).contains(parameter);
            })
        .hasMessageStartingWith(parameter + ": found ");
  }
}
