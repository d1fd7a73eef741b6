package io.lethe.history;

import static io.lethe.history.CallSyntax.HERMES;
import static io.lethe.history.CallSyntax.LLAMA;
import static io.lethe.history.CallSyntax.MISTRAL;
import static io.lethe.history.Splits.call;
import static io.lethe.history.Splits.text;
import static io.lethe.history.Splits.thought;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.BlockSplitter.Beginning;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSplitterTest {
  private static final String CALL =
      """
      <tool_call>
      {"name": "read", "arguments": {"path": "a.txt"}}
      </tool_call>\
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello",
        " Hello\n\n",
        "\n",
        "1 < 2 and [3]",
        "write <think> to think",
        "a <tool_call> is a tag",
        "<tool_call>",
        "<tool_call>\n{\"na",
        "<tool_call>\n{\"name\": \"read\", \"argu",
        "<tool_call>\n{\"name\": \"read\" \"arguments\": {}}\n</tool_call>",
        "<tool_call>\n{\"name\": 3, \"arguments\": {}}\n</tool_call>",
        "<tool_call>\n{\"arguments\": {}}\n</tool_call>",
        "<tool_call>\n{\"name\": \"read\", \"arguments\": [1]}\n</tool_call>",
        "<tool_call>\n{\"other\": 1}\n</tool_call> and \uD83D\uDE00",
        "{\"name\": \"read\", \"at\": 3}",
        "{\"arguments\": {}, \"name\": \"read\"}",
        "Take {\"name\": \"read\", \"arguments\": {}}",
        "```json\n{\"port\": 80}\n```",
        "```json\n{\"name\": \"read\"}\n``` is JSON",
        "```\n{\"na",
        "``",
        "</think> was never opened"
      })
  void whatIsNoCallAndNoThoughtIsTextToTheLastCharacter(String said) {
    assertThat(Splits.of(HERMES, said)).containsExactly(text(said));
  }

  @Test
  void anEmptyAnswerHasNoBlocks() {
    assertThat(Splits.of(HERMES, "")).isEmpty();
  }

  @Test
  void callsStandBesideTextAndThoughts() {
    assertThat(
            Splits.of(
                HERMES, "<think>\nI should look.\n</think>\n\nLet me see.\n" + CALL + "\n" + CALL))
        .containsExactly(
            thought("I should look."),
            text("Let me see."),
            call(0, "read", "{\"path\": \"a.txt\"}"),
            call(1, "read", "{\"path\": \"a.txt\"}"));
  }

  @Test
  void whatFollowsACallIsTextAgain() {
    assertThat(Splits.of(HERMES, CALL + "\n\nDone."))
        .containsExactly(call(0, "read", "{\"path\": \"a.txt\"}"), text("Done."));
  }

  @Test
  void anEmptyThoughtIsNone() {
    assertThat(Splits.of(HERMES, "<think>\n\n</think>\n\nHello")).containsExactly(text("Hello"));
  }

  @Test
  void aThoughtThatTheTemplateOpenedEndsWhereTheModelClosesIt() {
    assertThat(Splits.of(HERMES, Beginning.INSIDE_THOUGHT, Splits.ANY, "\nHm < 3.\n</think>\nYes."))
        .containsExactly(thought("Hm < 3."), text("Yes."));
  }

  @Test
  void aThoughtThatWasCutOffIsAThought() {
    assertThat(Splits.of(HERMES, "<think>\nI should </th"))
        .containsExactly(thought("I should </th"));
  }

  @Test
  void aThoughtKeepsWhatLooksLikeACall() {
    assertThat(Splits.of(HERMES, "<think>" + CALL + "</think>ok"))
        .containsExactly(thought(CALL), text("ok"));
  }

  @Test
  void aRefusedCallDoesNotHideTheNext() {
    assertThat(Splits.of(HERMES, "See: <tool_call>\n{bad}\n</tool_call>\n" + CALL))
        .containsExactly(
            text("See: <tool_call>\n{bad}\n</tool_call>"),
            call(0, "read", "{\"path\": \"a.txt\"}"));
  }

  @Test
  void whoMayNotCallWritesText() {
    assertThat(Splits.of(HERMES, Beginning.OUTSIDE, name -> false, "So:\n" + CALL))
        .containsExactly(text("So:\n" + CALL));
  }

  @Test
  void keysMayComeInAnyOrder() {
    assertThat(
            Splits.of(
                HERMES,
                "<tool_call>{\"id\": 7, \"arguments\": {\"a\": [1, {}]}, \"name\": \"f\"}</tool_call>"))
        .containsExactly(call(0, "f", "{\"a\":[1,{}]}"));
  }

  @Test
  void argumentsMayBeTextThatHoldsAnObject() {
    assertThat(
            Splits.of(
                HERMES,
                "<tool_call>{\"name\": \"f\", \"arguments\": \"{\\\"a\\\": 1}\"}</tool_call>"))
        .containsExactly(call(0, "f", "{\"a\":1}"));
  }

  @Test
  void aCallWithoutArgumentsHasNone() {
    assertThat(Splits.of(HERMES, "<tool_call>{\"name\": \"f\"}</tool_call>"))
        .containsExactly(call(0, "f", "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"read\", \"arguments\": {\"path\": \"a.txt\"}}",
        "```json\n{\"name\": \"read\", \"arguments\": {\"path\": \"a.txt\"}}\n```",
        "\n```\n{ \"name\": \"read\", \"arguments\": {\"path\": \"a.txt\"}}\n```\n",
        "```json\n{\"name\": \"read\", \"arguments\": {\"path\": \"a.txt\"}}",
        "<tools>\n{\"name\": \"read\", \"arguments\": {\"path\": \"a.txt\"}}\n</tools>"
      })
  void modelsThatForgetTheTagsOfACallAreUnderstood(String said) {
    assertThat(Splits.of(HERMES, said)).containsExactly(call(0, "read", "{\"path\": \"a.txt\"}"));
  }

  @Test
  void aFencedCallMayFollowAText() {
    assertThat(
            Splits.of(
                HERMES, "I read it:\n```json\n{\"name\": \"read\", \"arguments\": {}}\n```\nDone."))
        .containsExactly(text("I read it:"), call(0, "read", "{}"), text("Done."));
  }

  @Test
  void aFencedObjectThatNamesNoToolIsCode() {
    String said = "```json\n{\"name\": \"Ada\", \"arguments\": {}}\n```";
    assertThat(Splits.of(HERMES, Beginning.OUTSIDE, "read"::equals, said))
        .containsExactly(text(said));
  }

  @Test
  void doubledBracesAreForgiven() {
    assertThat(
            Splits.of(
                HERMES,
                "<tool_call>\n{{\"name\": \"f\", \"arguments\": {\"a\": 1}}}\n</tool_call>"))
        .containsExactly(call(0, "f", "{\"a\": 1}"));
  }

  @Test
  void lineEndsInsideStringsAreEscaped() {
    assertThat(
            Splits.of(
                HERMES,
                "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": \"x\ny\"}}</tool_call>"))
        .containsExactly(call(0, "f", "{\"a\": \"x\\u000ay\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "}", "}\n</tool_c", "}\n</tool_call>"})
  void aCallIsCompleteWithItsArgumentsWhateverOfItsEndIsMissing(String rest) {
    assertThat(Splits.of(HERMES, "<tool_call>\n{\"name\": \"f\", \"arguments\": {}" + rest))
        .containsExactly(call(0, "f", "{}"));
  }

  @Test
  void aCallThatWasCutOffKeepsTheArgumentsThatItGot() {
    assertThat(Splits.of(HERMES, "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": \"b"))
        .containsExactly(call(0, "f", "{\"a\": \"b"));
  }

  @Test
  void whatBreaksACallOffIsText() {
    assertThat(
            Splits.of(HERMES, "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": oops}} more"))
        .containsExactly(call(0, "f", "{\"a\": oops"), text("}} more"));
  }

  @Test
  void argumentsAreToldWhileTheyAreWritten() {
    Heard heard = new Heard();
    BlockSplitter splitter =
        new BlockSplitter(HERMES, Beginning.OUTSIDE, Splits.ANY, Integer::toString, heard, 0);
    for (String piece :
        List.of(
            "Hi ", "<tool", "_call>\n{\"name\": \"f\", ", "\"arguments\": {\"a\"", ": 1", "}}")) {
      splitter.add(piece);
    }
    assertThat(heard.pieces()).containsExactly("[text]", "Hi", "[f]", "{\"a\"", ": 1", "}");
    assertThat(splitter.calls()).isEqualTo(1);
  }

  @Test
  void textIsToldAtOnceUnlessItMayBeATag() {
    Heard heard = new Heard();
    BlockSplitter splitter =
        new BlockSplitter(HERMES, Beginning.OUTSIDE, Splits.ANY, Integer::toString, heard, 0);
    splitter.add("One ");
    splitter.add("two <t");
    splitter.add("d>");
    assertThat(heard.pieces()).containsExactly("[text]", "One", " two", " <td>");
  }

  @Test
  void llamaCallsInTheFirstWordsOfAnAnswerOnly() {
    String object = "{\"name\": \"f\", \"parameters\": {\"a\": 1}}";
    Block first = call(0, "f", "{\"a\": 1}");
    assertThat(Splits.of(LLAMA, object)).containsExactly(first);
    assertThat(Splits.of(LLAMA, "<|python_tag|>" + object)).containsExactly(first);
    assertThat(Splits.of(LLAMA, object + "; " + object))
        .containsExactly(first, call(1, "f", "{\"a\": 1}"));
    assertThat(Splits.of(LLAMA, "As " + object)).containsExactly(text("As " + object));
  }

  @Test
  void anAnswerInJsonIsNoCall() {
    Heard heard = new Heard();
    BlockSplitter splitter =
        new BlockSplitter(LLAMA, Beginning.OUTSIDE, Splits.ANY, Integer::toString, heard, 0);
    splitter.add("{\"answer\": ");
    assertThat(heard.pieces()).containsExactly("[text]", "{\"answer\":");
  }

  @Test
  void mistralCallsInAnArrayWithItsTagOrWithoutAtTheBeginning() {
    String array =
        "[{\"name\": \"f\", \"arguments\": {}}, {\"name\": \"g\", \"arguments\": {\"a\": 1}}]";
    Block[] calls = {call(0, "f", "{}"), call(1, "g", "{\"a\": 1}")};
    assertThat(Splits.of(MISTRAL, array)).containsExactly(calls);
    assertThat(Splits.of(MISTRAL, "[TOOL_CALLS] " + array)).containsExactly(calls);
    assertThat(Splits.of(MISTRAL, "See [1, 2]: " + array))
        .containsExactly(text("See [1, 2]: " + array));
    assertThat(Splits.of(MISTRAL, "See [TOOL_CALLS]" + array))
        .containsExactly(text("See"), calls[0], calls[1]);
  }

  @Test
  void aBrokenSecondCallOfAnArrayIsText() {
    assertThat(Splits.of(MISTRAL, "[{\"name\": \"f\", \"arguments\": {}}, {oops}]"))
        .containsExactly(call(0, "f", "{}"), text(", {oops}]"));
  }

  @Test
  void rangesCoverTheTagsAndCountCodePoints() {
    String said = "\uD83D\uDE00 ok\n" + CALL + "\n\nEnd";
    List<Written> written =
        BlockSplitter.split(said, HERMES, Beginning.OUTSIDE, Splits.ANY, Integer::toString);
    assertThat(written.stream().map(it -> it.range().of(said)).toList())
        .containsExactly("\uD83D\uDE00 ok", CALL, "End");
  }

  @Test
  void idsAreTheSameWheneverAnAnswerIsReadAgain() {
    CallIds ids = new CallIds("s", 3);
    assertThat(ids.of(0)).matches("call_[A-Za-z0-9]{24}").isEqualTo(new CallIds("s", 3).of(0));
    assertThat(List.of(ids.of(1), new CallIds("s", 4).of(0), new CallIds("t", 3).of(0)))
        .doesNotContain(ids.of(0))
        .doesNotHaveDuplicates();
  }
}
