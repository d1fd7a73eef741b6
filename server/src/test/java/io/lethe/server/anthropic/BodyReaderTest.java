package io.lethe.server.anthropic;

import static io.lethe.server.anthropic.Asked.body;
import static io.lethe.server.anthropic.Asked.error;
import static io.lethe.server.anthropic.Asked.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.SamplingOptions;
import io.lethe.history.AnswerFormat;
import io.lethe.history.Block;
import io.lethe.history.ContextEdit.ClearThinking;
import io.lethe.history.ContextEdit.ClearToolUses;
import io.lethe.history.ContextEdit.Inputs;
import io.lethe.history.ContextEdit.Trigger;
import io.lethe.history.Message;
import io.lethe.history.Request;
import io.lethe.history.Request.ParallelCalls;
import io.lethe.history.Tool;
import io.lethe.history.ToolChoice;
import io.lethe.history.Wishes;
import io.lethe.trace.PartRole;
import io.lethe.trace.TraceEvent.Deleted;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
  private static final String HI = "[{'role':'user','content':'hi'}]";
  private static final String WEATHER =
      ",'tools':[{'name':'weather','description':'Tells it','input_schema':{'type':'object'},'cache_control':{'type':'ephemeral'}}]";

  private static Request hi(String more) {
    return request(body(HI, more));
  }

  @Test
  void tokensAreDrawnAsAnthropicDoesUnlessToldOtherwise() {
    SamplingOptions sampling = hi(",'seed':1").generation().sampling();
    assertThat(sampling)
        .isEqualTo(SamplingOptions.DEFAULT.withTemperature(1).withCuts(0, 1, 0).withSeed(1));
  }

  @Test
  void whatIsSaidAboutSamplingIsDone() {
    Request request =
        hi(
            ",'temperature':0.5,'top_p':0.9,'top_k':40,'seed':3,'stop_sequences':['END','\\n\\nHuman:']");
    assertThat(request.generation().sampling())
        .isEqualTo(SamplingOptions.DEFAULT.withTemperature(0.5).withCuts(40, 0.9, 0).withSeed(3));
    assertThat(request.generation().stopStrings()).containsExactly("END", "\n\nHuman:");
    assertThat(request.generation().maxTokens()).isEqualTo(9);
  }

  @Test
  void anAnswerThatIsBegunIsTheLastMessage() {
    Request request =
        request(
            body("[{'role':'user','content':'hi'},{'role':'assistant','content':'It is'}]", ""));
    assertThat(request.messages())
        .last()
        .isEqualTo(Message.of(PartRole.ASSISTANT, new Block.Text("It is")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'It is '", "'It is\\n'", "[{'type':'text','text':'It is '}]"})
  void aBeginningThatEndsInBlanksIsRefused(String content) {
    assertThat(
            error(
                body(
                    "[{'role':'user','content':'hi'},{'role':'assistant','content':"
                        + content
                        + "}]",
                    "")))
        .hasMessageContaining("messages[1].content")
        .hasMessageContaining("blanks");
  }

  @Test
  void anAnswerIsNotBegunWhereTheModelIsToThink() {
    String begun = "[{'role':'user','content':'hi'},{'role':'assistant','content':'It is'}]";
    assertThat(error(body(begun, ",'thinking':{'type':'enabled','budget_tokens':1024}")))
        .hasMessageContaining("thinking.type");
    assertThat(request(body(begun, ",'thinking':{'type':'disabled'}")).messages()).hasSize(2);
    assertThat(hi(",'thinking':{'type':'enabled','budget_tokens':1024}").messages()).hasSize(1);
  }

  @Test
  void withoutASeedTwoRequestsDiffer() {
    assertThat(hi("").generation().sampling().seed())
        .isNotEqualTo(hi("").generation().sampling().seed());
  }

  @Test
  void noShareAtAllTakesTheLikeliest() {
    assertThat(hi(",'top_p':0").generation().sampling().topP()).isPositive().isLessThan(1e-9);
  }

  @Test
  void toolsAreReadWithTheirSchemas() {
    Request request = hi(WEATHER);
    assertThat(request.tools())
        .containsExactly(new Tool("weather", "Tells it", "{\"type\":\"object\"}"));
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Auto());
    assertThat(request.calls()).isEqualTo(ParallelCalls.ALLOWED);
  }

  @Test
  void toolsThatTheClientRunsAreKnownByTheirTypes() {
    assertThat(
            hi(",'tools':[{'type':'bash_20250124','name':'bash'},{'type':'text_editor_20250728','name':'str_replace_based_edit_tool'},{'type':'memory_20250818','name':'memory'}]")
                .tools())
        .extracting(Tool::name)
        .containsExactly("bash", "str_replace_based_edit_tool", "memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash_20250124", "text_editor_20250728", "memory_20250818"})
  void theirSchemasAreJson(String type) {
    assertThat(ClientTools.schema(type).flatMap(io.lethe.server.wire.Json::read))
        .hasValueSatisfying(
            schema -> assertThat(schema.path("properties").has("command")).isTrue());
    assertThat(ClientTools.description(type)).isNotEmpty();
  }

  @Test
  void choicesOfToolsAreRead() {
    assertThat(hi(WEATHER + ",'tool_choice':{'type':'any','disable_parallel_tool_use':true}"))
        .satisfies(request -> {
          assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Required());
          assertThat(request.calls()).isEqualTo(ParallelCalls.ONE);
        });
    assertThat(hi(WEATHER + ",'tool_choice':{'type':'tool','name':'weather'}").toolChoice())
        .isEqualTo(new ToolChoice.Named("weather"));
    assertThat(hi(WEATHER + ",'tool_choice':{'type':'none'}").toolChoice())
        .isEqualTo(new ToolChoice.None());
  }

  @Test
  void answersOfASchemaAreAskedForInTwoPlaces() {
    AnswerFormat wanted = new AnswerFormat.JsonSchema("{\"type\":\"object\"}");
    assertThat(
            hi(",'output_config':{'effort':'low','format':{'type':'json_schema','schema':{'type':'object'}}}")
                .format())
        .isEqualTo(wanted);
    assertThat(hi(",'output_format':{'type':'json_schema','schema':{'type':'object'}}").format())
        .isEqualTo(wanted);
    assertThat(hi(",'output_config':{'effort':'high'}").format())
        .isEqualTo(new AnswerFormat.Text());
  }

  @Test
  void editsHaveAnthropicsDefaults() {
    assertThat(
            hi(",'context_management':{'edits':[{'type':'clear_thinking_20251015'},{'type':'clear_tool_uses_20250919'}]}")
                .edits())
        .containsExactly(
            new ClearThinking(OptionalInt.of(1)),
            new ClearToolUses(
                new Trigger(Trigger.Unit.INPUT_TOKENS, 100_000), 3, 0, Set.of(), Inputs.KEPT));
  }

  @Test
  void editsAreReadInFull() {
    assertThat(
            hi("""
            ,'context_management':{'edits':[{'type':'clear_tool_uses_20250919','trigger':{'type':'tool_uses','value':5},
            'keep':{'type':'tool_uses','value':1},'clear_at_least':{'type':'input_tokens','value':50},
            'exclude_tools':['memory'],'clear_tool_inputs':true}]}\
            """)
                .edits())
        .containsExactly(
            new ClearToolUses(
                new Trigger(Trigger.Unit.TOOL_USES, 5), 1, 50, Set.of("memory"), Inputs.CLEARED));
  }

  @Test
  void theCallsOfSomeToolsMayGo() {
    ClearToolUses edit =
        (ClearToolUses)
            hi(",'context_management':{'edits':[{'type':'clear_tool_uses_20250919','clear_tool_inputs':['Read','Grep']}]}")
                .edits()
                .getFirst();
    assertThat(edit.clearsInputsOf("Read")).isTrue();
    assertThat(edit.clearsInputsOf("Bash")).isFalse();
  }

  @Test
  void thoughtsMayAllStay() {
    for (String keep : new String[] {"'all'", "{'type':'all'}"}) {
      assertThat(
              hi(",'context_management':{'edits':[{'type':'clear_thinking_20251015','keep':"
                      + keep
                      + "}]}")
                  .edits())
          .containsExactly(new ClearThinking(OptionalInt.empty()));
    }
    assertThat(
            hi(",'context_management':{'edits':[{'type':'clear_thinking_20251015','keep':{'type':'thinking_turns','value':4}}]}")
                .edits())
        .containsExactly(new ClearThinking(OptionalInt.of(4)));
  }

  @Test
  void wishesAreRead() {
    Wishes wishes = hi(",'lethe':{'session':'abc','deletion':'redact'}").wishes();
    assertThat(wishes.session()).isEqualTo(Optional.of("abc"));
    assertThat(wishes.deletion()).isEqualTo(Deleted.Kind.REDACT);
  }

  @Test
  void whatNobodyKnowsIsPassedOver() {
    assertThat(
            hi(
                ",'metadata':{'user_id':'u'},'service_tier':'auto','thinking':{'type':'adaptive'},'container':'c','mcp_servers':[],'betas':['x'],'made_up':[1],'temperature':null"))
        .satisfies(request -> assertThat(request.messages()).hasSize(1));
    assertThat(hi(",'thinking':{'type':'enabled','budget_tokens':1024}").messages()).hasSize(1);
  }

  @Test
  void requiredFieldsAreMissed() {
    assertThat(error("{'max_tokens':1,'messages':" + HI + "}")).hasMessageContaining("model");
    assertThat(error("{'model':'m','messages':" + HI + "}")).hasMessageContaining("max_tokens");
    assertThat(error("{'model':'m','max_tokens':1}")).hasMessageContaining("messages");
    assertThat(error("[]")).hasMessageContaining("wanted an object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'max_tokens':-1                                             | max_tokens
          'stream':'yes'                                              | stream
          'temperature':2.5                                           | temperature
          'top_p':'high'                                              | top_p
          'top_k':1.5                                                 | top_k
          'stop_sequences':'END'                                      | stop_sequences
          'stop_sequences':['a',' ']                                  | stop_sequences[1]
          'system':5                                                  | system
          'system':[{'type':'image'}]                                 | system[0].type
          'thinking':{'type':'deep'}                                  | thinking.type
          'tools':{}                                                  | tools
          'tools':[{'name':'a'}]                                      | tools[0].input_schema
          'tools':[{'name':'a b','input_schema':{}}]                  | tools[0]
          'tools':[{'name':'a','input_schema':{}},{'name':'a','input_schema':{}}] | tools[1]
          'tools':[{'type':'web_search_20250305','name':'web_search'}] | tools[0].type
          'tool_choice':{'type':'any'}                                | tool_choice.type
          'tool_choice':{'type':'tool','name':'x'}                    | tool_choice.name
          'tool_choice':{'type':'maybe'}                              | tool_choice.type
          'tool_choice':'auto'                                        | tool_choice
          'output_config':{'format':{'type':'xml'}}                   | output_config.format.type
          'output_config':{'format':{'type':'json_schema'}}           | output_config.format.schema
          'context_management':{'edits':[{'type':'clear_all'}]}       | context_management.edits[0].type
          'context_management':{'edits':[{'type':'clear_tool_uses_20250919','keep':{'type':'turns','value':1}}]} | context_management.edits[0].keep.type
          'context_management':{'edits':[{'type':'clear_tool_uses_20250919','trigger':{'type':'time','value':1}}]} | context_management.edits[0].trigger.type
          'context_management':{'edits':[{'type':'clear_thinking_20251015','keep':'some'}]} | context_management.edits[0].keep
          'mcp_servers':[{'url':'x'}]                                 | mcp_servers[0]
          'diagnostics':[]                                            | diagnostics
          'diagnostics':{'previous_message_id':5}                     | diagnostics.previous_message_id
          'lethe':{'deletion':'burn'}                                 | lethe.deletion
          """)
  void errorsNameTheField(String field, String parameter) {
    String required =
        field.startsWith("'max_tokens'") ? "'model':'m'" : "'model':'m','max_tokens':9";
    assertThat(error("{" + required + ",'messages':" + HI + "," + field + "}"))
        .satisfies(error -> {
          assertThat(error.status()).isEqualTo(400);
          assertThat(error.parameter()).contains(parameter);
          assertThat(error).hasMessageStartingWith(parameter + ": found");
        });
  }
}
