package io.lethe.server.anthropic;

import static io.lethe.server.anthropic.Asked.body;
import static io.lethe.server.anthropic.Asked.error;
import static io.lethe.server.anthropic.Asked.messages;
import static io.lethe.server.anthropic.Asked.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.Block;
import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.history.Message;
import io.lethe.history.Visibility;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.history.Visibility.DecachedRange;
import io.lethe.trace.PartRole;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryReaderTest {
  private static Block text(String text) {
    return new Block.Text(text);
  }

  private static Message user(String text) {
    return Message.of(PartRole.USER, text(text));
  }

  private static Message assistant(Block... blocks) {
    return Message.of(PartRole.ASSISTANT, blocks);
  }

  @Test
  void textsAndBlocksOfTextSayTheSame() {
    assertThat(messages("[{'role':'user','content':'hi'}]")).containsExactly(user("hi"));
    assertThat(messages("[{'role':'user','content':[{'type':'text','text':'hi'}]}]"))
        .containsExactly(user("hi"));
  }

  @Test
  void theSystemsPromptComesFirst() {
    assertThat(request(body("[{'role':'user','content':'hi'}]", ",'system':'be brief'")).messages())
        .containsExactly(Message.of(PartRole.SYSTEM, text("be brief")), user("hi"));
    assertThat(
            request(
                    body(
                        "[{'role':'user','content':'hi'}]",
                        ",'system':[{'type':'text','text':'a'},{'type':'text','text':'b','cache_control':{'type':'ephemeral'}}]"))
                .messages())
        .containsExactly(Message.of(PartRole.SYSTEM, text("a"), text("b")), user("hi"));
  }

  @Test
  void anEmptySystemPromptIsNone() {
    assertThat(request(body("[{'role':'user','content':'hi'}]", ",'system':''")).messages())
        .containsExactly(user("hi"));
  }

  @Test
  void callsAndTheirResultsFindEachOther() {
    List<Message> history =
        messages(
            """
            [{'role':'user','content':'weather?'},
             {'role':'assistant','content':[
               {'type':'thinking','thinking':'hm','signature':''},
               {'type':'text','text':'Let me see.'},
               {'type':'tool_use','id':'toolu_1','name':'weather','input':{'city':'Bonn','days':[1,2]}},
               {'type':'tool_use','id':'toolu_2','name':'clock','input':{}}]},
             {'role':'user','content':[
               {'type':'tool_result','tool_use_id':'toolu_1','content':[{'type':'text','text':'rain'},{'type':'text','text':'wind'}]},
               {'type':'tool_result','tool_use_id':'toolu_2','is_error':true,'content':'no clock'},
               {'type':'text','text':'and now?'}]}]\
            """);

    assertThat(history)
        .containsExactly(
            user("weather?"),
            assistant(
                new Block.Thought("hm"),
                text("Let me see."),
                new Block.ToolUse("toolu_1", "weather", "{\"city\":\"Bonn\",\"days\":[1,2]}"),
                new Block.ToolUse("toolu_2", "clock", "{}")),
            result("toolu_1", "weather", "rain\nwind", Outcome.DONE),
            result("toolu_2", "clock", "no clock", Outcome.FAILED),
            user("and now?"));
  }

  private static Message result(String id, String name, String text, Outcome outcome) {
    return Message.of(
        PartRole.TOOL,
        new Block.ToolResult(id, Optional.of(name), text, outcome, Visibility.ALWAYS));
  }

  @Test
  void sealedThoughtsAndEmptyTextsNeverReachThePrompt() {
    assertThat(
            messages(
                """
                [{'role':'user','content':'a'},
                 {'role':'assistant','content':[{'type':'redacted_thinking','data':'x'},{'type':'text','text':''},
                   {'type':'thinking','thinking':'','signature':'s'},{'type':'text','text':'b'}]},
                 {'role':'user','content':'c'}]\
                """))
        .containsExactly(user("a"), assistant(text("b")), user("c"));
  }

  @Test
  void anEmptyAnswerIsATurnAllTheSame() {
    assertThat(
            messages(
                "[{'role':'user','content':'a'},{'role':'assistant','content':[]},{'role':'user','content':'b'}]"))
        .containsExactly(user("a"), assistant(), user("b"));
  }

  @Test
  void messagesOfTheModelThatFollowEachOtherAreOneTurn() {
    assertThat(
            messages(
                "[{'role':'user','content':'a'},{'role':'assistant','content':'{'},{'role':'assistant','content':'}'},{'role':'user','content':'b'}]"))
        .containsExactly(user("a"), assistant(text("{"), text("}")), user("b"));
  }

  @Test
  void theBeginningOfAnAnswerComesLast() {
    assertThat(messages("[{'role':'user','content':'a'},{'role':'assistant','content':'Well'}]"))
        .containsExactly(user("a"), assistant(text("Well")));
  }

  @Test
  void whatTheSystemSaysInBetweenStaysThere() {
    assertThat(
            messages(
                """
                [{'role':'user','content':'a'},{'role':'system','content':'99 tokens left'},
                 {'role':'assistant','content':'b'},
                 {'role':'user','content':'c'},{'role':'system','content':'98 tokens left'}]\
                """))
        .containsExactly(
            user("a"),
            Message.of(PartRole.SYSTEM, text("99 tokens left")),
            assistant(text("b")),
            user("c"),
            Message.of(PartRole.SYSTEM, text("98 tokens left")));
  }

  @Test
  void aWishForAnotherEffortSaysNothing() {
    assertThat(
            messages(
                "[{'role':'user','content':'a'},{'role':'system','output_config':{'effort':'low'}}]"))
        .containsExactly(user("a"));
  }

  @Test
  void theSystemSpeaksAfterTheUserOnly() {
    assertThat(error(body("[{'role':'system','content':'x'},{'role':'user','content':'a'}]", "")))
        .hasMessageContaining("messages[0]")
        .hasMessageContaining("first")
        .hasMessageContaining("\"system\"");
    assertThat(
            error(
                body(
                    "[{'role':'user','content':'a'},{'role':'system','content':'x'},{'role':'user','content':'b'}]",
                    "")))
        .hasMessageContaining("messages[1]")
        .hasMessageContaining("before the user's");
    assertThat(
            error(
                body(
                    "[{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'system','content':'x'}]",
                    "")))
        .hasMessageContaining("messages[2]")
        .hasMessageContaining("after the assistant's");
  }

  @Test
  void whatGoesWithTheNextMessageOfTheUserSaysSo() {
    Message waiting =
        messages(
                """
                [{'role':'user','content':'a'},{'role':'system','clear_at':'next_user_message','content':'x'},
                 {'role':'assistant','content':'b'},{'role':'user','content':'c'}]\
                """)
            .get(1);
    assertThat(waiting.visibility())
        .isEqualTo(new Visibility(OptionalInt.empty(), List.of(), ClearAt.NEXT_USER_MESSAGE));
  }

  @Test
  void decachingIsReadFromMessagesAndBlocks() {
    List<Message> history =
        messages(
            """
            [{'role':'user','decached_since':2,'content':[
               {'type':'text','text':'abcdef','decached_ranges':[{'start':1,'end':3,'since':1}]}]},
             {'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'','decached_since':1},{'type':'tool_use','id':'t','name':'n','input':{},'decached_since':3}]},
             {'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':'r','decached_since':2}]}]\
            """);

    Visibility second = new Visibility(OptionalInt.of(2), List.of(), ClearAt.NEVER);
    assertThat(history.getFirst().visibility()).isEqualTo(second);
    assertThat(history.getFirst().blocks().getFirst().visibility().ranges())
        .containsExactly(new DecachedRange(1, 3, 1));
    assertThat(history.get(1).blocks())
        .extracting(block -> block.visibility().since().orElse(-1))
        .containsExactly(1, 3);
    assertThat(history.get(2).blocks().getFirst().visibility()).isEqualTo(second);
  }

  @Test
  void aSummaryTakesThePlaceOfWhatCameBefore() {
    assertThat(
            request(
                    body(
                        """
                        [{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'user','content':'c'},
                         {'role':'assistant','content':[{'type':'compaction','content':'they greeted'},{'type':'text','text':'d'}]},
                         {'role':'user','content':'e'}]\
                        """,
                        ",'system':'s'"))
                .messages())
        .containsExactly(
            Message.of(PartRole.SYSTEM, text("s")),
            user("they greeted"),
            assistant(text("d")),
            user("e"));
  }

  @Test
  void plainDocumentsAreText() {
    assertThat(
            messages(
                "[{'role':'user','content':[{'type':'document','source':{'type':'text','media_type':'text/plain','data':'page'}}]}]"))
        .containsExactly(user("page"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          []                                                                             | messages             | at least one
          [1]                                                                            | messages[0]          | found 1, wanted an object
          [{'role':'user'}]                                                              | messages[0].content  | found nothing
          [{'content':'a'}]                                                              | messages[0].role     | found nothing
          [{'role':'tool','content':'a'}]                                                | messages[0].role     | wanted user, assistant or system
          [{'role':'user','content':''}]                                                 | messages[0].content  | wanted text or blocks
          [{'role':'user','content':[]}]                                                 | messages[0].content  | wanted text or blocks
          [{'role':'user','content':5}]                                                  | messages[0].content  | a string or an array
          [{'role':'user','content':['a']}]                                              | messages[0].content[0] | wanted an object
          [{'role':'user','content':[{'type':'text'}]}]                                  | messages[0].content[0].text | found nothing
          [{'role':'user','content':[{'type':'image','source':{}}]}]                     | messages[0].content[0].type | read text only
          [{'role':'user','content':[{'type':'document','source':{'type':'base64'}}]}]   | messages[0].content[0].source.type | read text only
          [{'role':'user','content':[{'type':'tool_use','id':'a','name':'b'}]}]          | messages[0].content[0].type | wanted text, tool_result
          [{'role':'user','content':[{'type':'tool_result','tool_use_id':'nope'}]}]      | messages[0].content[0].tool_use_id | tool_use before it
          [{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'server_tool_use'}]}] | messages[1].content[0].type | tool_use
          [{'role':'user','content':'a','clear_at':'never'}]                             | messages[0].clear_at | system's only
          [{'role':'user','content':'a'},{'role':'system','clear_at':'soon','content':'x'}] | messages[1].clear_at | next_user_message
          [{'role':'user','content':'a','decached_since':-1}]                            | messages[0].decached_since | whole number
          [{'role':'user','content':'a','decached_ranges':[{'start':3,'end':1,'since':1}]}] | messages[0].decached_ranges[0] | 0 <= start <= end
          """)
  void errorsNameTheField(String messages, String parameter, String said) {
    assertThat(error(body(messages, "")))
        .hasMessageContaining(said)
        .satisfies(error -> {
          assertThat(error.status()).isEqualTo(400);
          assertThat(error.parameter()).contains(parameter);
        });
  }

  @Test
  void rangesInsideOfAResultAreToldWhereTheyBelong() {
    assertThat(
            error(
                body(
                    """
                    [{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'n','input':{}}]},
                     {'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'text','text':'r','decached_since':1}]}]}]\
                    """,
                    "")))
        .hasMessageContaining("messages[2].content[0].content[0].decached_since")
        .hasMessageContaining("beside tool_use_id");
  }
}
