package io.lethe.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.history.AnswerFormat;
import io.lethe.history.Block;
import io.lethe.history.Message;
import io.lethe.history.Owner;
import io.lethe.history.Request;
import io.lethe.history.Request.ParallelCalls;
import io.lethe.history.Tool;
import io.lethe.history.ToolChoice;
import io.lethe.history.ToolChoice.Allowed;
import io.lethe.history.ToolChoice.Allowed.Mode;
import io.lethe.history.Visibility.DecachedRange;
import io.lethe.server.http.RequestException;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import io.lethe.trace.PartRole;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatReaderTest {
  private static final String USER = "{'role':'user','content':'hi'}";
  private static final String TOOLS =
      "'tools':[{'type':'function','function':{'name':'ls','description':'lists','parameters':{'type':'object'}}},"
          + "{'type':'function','function':{'name':'cat'}}]";

  private static ChatCall call(String json) {
    return new ChatReader(TinyModel.MODEL)
        .read(Owner.LOCAL, Fields.of(Json.read(json.replace('\'', '"')).orElseThrow()));
  }

  private static Request read(String fields) {
    return call("{" + fields + ",'messages':[" + USER + "]}").request();
  }

  private static Request messages(String messages) {
    return call("{'messages':[" + messages + "]}").request();
  }

  @Test
  void everyRoleIsRead() {
    Request request =
        messages(
            """
            {'role':'system','content':'a'},{'role':'developer','content':[{'type':'text','text':'b'}]},
            {'role':'user','content':'c','name':'x'},
            {'role':'assistant','content':null,'reasoning_content':'t','tool_calls':[
              {'id':'c1','type':'function','function':{'name':'ls','arguments':'{}'}}]},
            {'role':'tool','tool_call_id':'c1','content':[{'type':'text','text':'d'},{'type':'text','text':'e'}]}\
            """);
    assertThat(request.messages().stream().map(Message::role))
        .containsExactly(
            PartRole.SYSTEM, PartRole.DEVELOPER, PartRole.USER, PartRole.ASSISTANT, PartRole.TOOL);
    assertThat(request.messages().get(3).blocks())
        .containsExactly(new Block.Thought("t"), new Block.ToolUse("c1", "ls", "{}"));
    assertThat(request.messages().get(4).blocks())
        .singleElement()
        .isInstanceOfSatisfying(
            Block.ToolResult.class,
            result -> {
              assertThat(result.text()).isEqualTo("d\ne");
              assertThat(result.name()).contains("ls");
            });
  }

  @Test
  void absentSettingsAreTheVendorsDefaults() {
    Request request = read("'model':'any'");
    assertThat(request.generation().sampling().temperature()).isEqualTo(1);
    assertThat(request.generation().sampling().topP()).isEqualTo(1);
    assertThat(request.generation().sampling().topK()).isZero();
    assertThat(request.generation().maxTokens()).isEqualTo(1000);
    assertThat(request.choices()).isOne();
    assertThat(request.calls()).isEqualTo(ParallelCalls.ALLOWED);
    assertThat(request.format()).isEqualTo(new AnswerFormat.Text());
  }

  @Test
  void samplingIsRead() {
    Request request =
        read(
            "'temperature':0.5,'top_p':0.25,'seed':7,'presence_penalty':1,'frequency_penalty':-1,"
                + "'logit_bias':{'5':-100,'6':2.5},'max_completion_tokens':9,'max_tokens':8,'n':3,"
                + "'stop':['a','b'],'logprobs':true,'top_logprobs':4");
    assertThat(request.generation().sampling())
        .satisfies(sampling -> {
          assertThat(sampling.temperature()).isEqualTo(0.5);
          assertThat(sampling.topP()).isEqualTo(0.25);
          assertThat(sampling.seed()).isEqualTo(7);
          assertThat(sampling.presencePenalty()).isEqualTo(1);
          assertThat(sampling.frequencyPenalty()).isEqualTo(-1);
          assertThat(sampling.logitBias()).isEqualTo(Map.of(5, Double.NEGATIVE_INFINITY, 6, 2.5));
        });
    assertThat(request.generation().maxTokens()).isEqualTo(9);
    assertThat(request.generation().stopStrings()).containsExactly("a", "b");
    assertThat(request.generation().logprobs()).hasValue(4);
    assertThat(request.choices()).isEqualTo(3);
  }

  @Test
  void seedsDifferWhereNoneIsGiven() {
    assertThat(read("'n':1").generation().sampling().seed())
        .isNotEqualTo(read("'n':1").generation().sampling().seed());
  }

  @Test
  void toolsAreRead() {
    Request request = read(TOOLS + ",'parallel_tool_calls':false,'tool_choice':'required'");
    assertThat(request.tools())
        .containsExactly(
            new Tool("ls", "lists", "{\"type\":\"object\"}"),
            new Tool("cat", "", "{\"type\":\"object\",\"properties\":{}}"));
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Required());
    assertThat(request.calls()).isEqualTo(ParallelCalls.ONE);
    assertThat(read(TOOLS + ",'tool_choice':{'type':'function','function':{'name':'cat'}}"))
        .extracting(Request::toolChoice)
        .isEqualTo(new ToolChoice.Named("cat"));
  }

  @Test
  void allowedToolsAreAChoiceAmongAllThatAreTold() {
    String allowed =
        TOOLS
            + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'%s','tools':[{'type':'function','function':{'name':'cat'}}]}}";
    for (Mode mode : Mode.values()) {
      Request request = read(allowed.formatted(mode.name().toLowerCase(Locale.ROOT)));
      assertThat(request.tools()).hasSize(2);
      assertThat(request.toolChoice()).isEqualTo(new Allowed(Set.of("cat"), mode));
    }
  }

  @Test
  void formatsAreRead() {
    assertThat(read("'response_format':{'type':'json_object'}").format())
        .isEqualTo(new AnswerFormat.JsonObject());
    assertThat(
            read("'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{'type':'object'}}}")
                .format())
        .isEqualTo(new AnswerFormat.JsonSchema("{\"type\":\"object\"}"));
  }

  @Test
  void rangesBesideAStringBelongToItsText() {
    Message message =
        messages(
                "{'role':'user','content':'hello','decached_since':4,'decached_ranges':[{'start':1,'end':3,'since':2}]}")
            .messages()
            .getFirst();
    assertThat(message.visibility().since()).hasValue(4);
    assertThat(message.visibility().ranges()).isEmpty();
    assertThat(message.blocks().getFirst().visibility().ranges())
        .containsExactly(new DecachedRange(1, 3, 2));
  }

  @Test
  void partsOfAToolResultGoAsRangesOfItsText() {
    Message result =
        messages(
                """
                {'role':'user','content':'x'},
                {'role':'assistant','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':''}}]},
                {'role':'tool','tool_call_id':'c','content':[
                  {'type':'text','text':'\uD83D\uDE00b'},{'type':'text','text':'cde','decached_since':3},
                  {'type':'text','text':'fg','decached_ranges':[{'start':1,'end':9,'since':5}]}]}\
                """)
            .messages()
            .get(2);
    assertThat(result.blocks().getFirst().visibility().ranges())
        .containsExactly(new DecachedRange(3, 6, 3), new DecachedRange(8, 9, 5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'temperature':2.5                       | temperature
          'temperature':'hot'                     | temperature
          'n':9                                   | n
          'max_tokens':0                          | max_tokens
          'stop':['']                             | stop[0]
          'stop':5                                | stop
          'seed':1.5                              | seed
          'top_logprobs':3                        | top_logprobs
          'logprobs':true,'top_logprobs':21       | top_logprobs
          'logit_bias':{'x':1}                    | logit_bias.x
          'logit_bias':{'99999':1}                | logit_bias.99999
          'logit_bias':{'1':101}                  | logit_bias.1
          'response_format':{'type':'xml'}        | response_format.type
          'response_format':{'type':'json_schema'}| response_format.json_schema
          'functions':[]                          | functions
          'function_call':'auto'                  | function_call
          'tools':{}                              | tools
          'tools':[{'type':'custom'}]             | tools[0].type
          'tools':[{'type':'function','function':{'name':'a b'}}] | tools[0].function.name
          'tool_choice':'required'                | tool_choice
          'tool_choice':'maybe'                   | tool_choice
          'tool_choice':{'type':'function','function':{'name':'rm'}} | tool_choice.function.name
          'stream':'yes'                          | stream
          'modalities':['audio']                  | modalities[0]
          'lethe':{'deletion':'burn'}             | lethe.deletion
          'lethe':{'share':2}                     | lethe.share
          'model':5                               | model
          """)
  void wrongFieldIsNamed(String fields, String parameter) {
    assertThatThrownBy(() -> read(fields))
        .isInstanceOfSatisfying(
            RequestException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.parameter()).contains(parameter);
            })
        .hasMessageStartingWith(parameter + ": found ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          5                                       | messages[0]
          {}                                      | messages[0].role
          {'role':'robot','content':'x'}          | messages[0].role
          {'role':'function','content':'x'}       | messages[0].role
          {'role':'user'}                         | messages[0].content
          {'role':'user','content':null}          | messages[0].content
          {'role':'user','content':7}             | messages[0].content
          {'role':'assistant','content':null}     | messages[0].content
          {'role':'user','content':[{'type':'image_url'}]} | messages[0].content[0].type
          {'role':'user','content':[{'type':'text'}]} | messages[0].content[0].text
          {'role':'tool','tool_call_id':'c','content':'x'} | messages[0].tool_call_id
          {'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':{}}}]} | messages[0].tool_calls[0].function.arguments
          {'role':'user','content':'x','decached_since':-1} | messages[0].decached_since
          {'role':'user','content':[{'type':'text','text':'x'}],'decached_ranges':[{'start':0,'end':1,'since':1}]} | messages[0].decached_ranges
          {'role':'user','content':'x','decached_ranges':[{'start':2,'end':1,'since':1}]} | messages[0].decached_ranges[0]
          """)
  void wrongMessageIsNamed(String message, String parameter) {
    assertThatThrownBy(() -> messages(message))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.parameter()).contains(parameter))
        .hasMessageStartingWith(parameter + ": found ");
  }

  @Test
  void messagesAreNeeded() {
    assertThatThrownBy(() -> call("{}")).hasMessageStartingWith("messages: found nothing");
    assertThatThrownBy(() -> messages("")).hasMessageStartingWith("messages: found no message");
  }

  @Test
  void unknownFieldsAreNobodysConcern() {
    assertThat(
            read(
                "'metadata':{'a':1},'user':'u','reasoning_effort':'high','service_tier':'x','zzz':[1]"))
        .isNotNull();
  }
}
