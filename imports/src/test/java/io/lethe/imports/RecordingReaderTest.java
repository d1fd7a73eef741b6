package io.lethe.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.lethe.history.Block;
import io.lethe.history.Message;
import io.lethe.history.Tool;
import io.lethe.trace.PartRole;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecordingReaderTest {
  /** A message in a line: who, and its blocks. */
  private static String line(Message message) {
    return message.role().name().toLowerCase(java.util.Locale.ROOT)
        + ": "
        + message.blocks().stream()
            .map(RecordingReaderTest::block)
            .collect(Collectors.joining(" | "));
  }

  private static String block(Block block) {
    return switch (block) {
      case Block.Text text -> text.text().strip();
      case Block.Thought thought -> "(" + thought.text() + ")";
      case Block.ToolUse call -> call.id() + "=" + call.name() + call.arguments();
      case Block.ToolResult result ->
          "%s %s %s %s"
              .formatted(
                  result.callId(), result.name().orElse("?"), result.outcome(), result.text());
    };
  }

  private static Recording read(String text) {
    return RecordingReader.read("test", text, Optional.empty());
  }

  @Test
  void aRequestInOpenAisFormIsReadWithItsToolsAndWithoutItsImages() {
    Recording recording = Examples.read("openai.json");
    assertThat(recording.format()).isEqualTo(Format.OPENAI);
    assertThat(recording.messages().stream().map(RecordingReaderTest::line))
        .containsExactly(
            "system: Answer briefly.",
            "user: What is the weather in Oslo and in Rome?",
            "assistant: (Two towns, two calls.) | c1=get_weather{\"town\": \"Oslo\"} | c2=get_weather{\"town\": \"Rome\"}",
            "tool: c1 get_weather DONE rain",
            "tool: c2 get_weather DONE sun",
            "assistant: Oslo: rain. Rome: sun.",
            "user: Thank you!");
    assertThat(recording.tools()).extracting(Tool::name).containsExactly("get_weather");
    assertThat(recording.leftOut()).containsExactly(entry("blocks of type image_url", 1));
  }

  @Test
  void aRequestInAnthropicsFormKeepsResultsBeforeWhatTheUserAdds() {
    Recording recording = Examples.read("anthropic.json");
    assertThat(recording.format()).isEqualTo(Format.ANTHROPIC);
    assertThat(recording.messages().stream().map(RecordingReaderTest::line))
        .containsExactly(
            "system: Answer briefly.",
            "user: What does notes.txt say?",
            "assistant: (I have to read it.) | Let me see. | t1=Read{\"file_path\":\"notes.txt\"}",
            "tool: t1 Read FAILED no such file",
            "user: Try again.",
            "assistant: It is not there.");
    assertThat(recording.tools()).extracting(Tool::name).containsExactly("Read");
    assertThat(recording.leftOut())
        .containsOnly(entry("tools", 1), entry("blocks of type redacted_thinking", 1));
  }

  @Test
  void aSessionOfClaudeCodeIsTheBranchSpokenOnLastWithItsParallelCallsAndWithoutItsSummary() {
    Recording recording = Examples.read("claude-code.jsonl");
    assertThat(recording.format()).isEqualTo(Format.CLAUDE_CODE);
    assertThat(recording.messages().stream().map(RecordingReaderTest::line))
        .containsExactly(
            """
            user: <system-reminder>
            SessionStart:startup hook additional_context: The tree is clean.
            </system-reminder>\
            """,
            """
            user: <system-reminder>
            The date is 2026-11-21.
            </system-reminder>
            Why is the counter off by one?\
            """,
            "assistant: (I should read the file and its test.) | toolu_1=Read{\"file_path\":\"/app/counter.py\"} | toolu_2=Bash{\"command\":\"cat test_counter.py\"}",
            "tool: toolu_1 Read DONE 1\tdef count(n):\n2\t    return n + 1\n",
            "tool: toolu_2 Bash DONE assert count(1) == 1",
            "assistant: It returns n + 1; it should return n.",
            "user: Fix it.",
            "assistant: toolu_3=Edit{\"file_path\":\"/app/counter.py\",\"old_string\":\"n + 1\",\"new_string\":\"n\"}",
            "tool: toolu_3 Edit DONE The file /app/counter.py was updated.",
            "assistant: Done: count returns n.");
    assertThat(recording.leftOut())
        .containsOnly(
            entry("lines that are no JSON", 1),
            entry("lines of type summary", 1),
            entry("lines of type file-history-snapshot", 1),
            entry("lines of type system", 1),
            entry("lines of subagents", 1),
            entry("lines of abandoned branches", 2),
            entry("summaries of what is here", 1),
            entry("blocks of type image", 1));
  }

  @Test
  void aSummaryIsReadWhereWhatItSumsUpIsNotInTheFile() {
    String line =
        "{\"type\":\"%s\",\"uuid\":\"%s\",\"parentUuid\":%s,\"isCompactSummary\":%s,\"message\":{\"role\":\"%1$s\",\"content\":\"%s\"}}%n";
    Recording recording =
        read(
            line.formatted("user", "a", "null", true, "So far: nothing.")
                + line.formatted("assistant", "b", "\"a\"", false, "Good."));
    assertThat(recording.messages()).hasSize(2);
    assertThat(recording.leftOut()).isEmpty();
  }

  @Test
  void aParentThatWasNeverWrittenDoesNotLoseWhatStandsBefore() {
    String line =
        "{\"type\":\"%s\",\"uuid\":\"%s\",\"parentUuid\":%s,\"message\":{\"role\":\"%1$s\",\"content\":\"%s\"}}%n";
    Recording recording =
        read(
            line.formatted("user", "a", "null", "One?")
                + line.formatted("assistant", "b", "\"a\"", "One.")
                + line.formatted("user", "c", "\"phantom\"", "Two?")
                + line.formatted("assistant", "d", "\"c\"", "Two."));
    assertThat(recording.messages()).hasSize(4);
  }

  @Test
  void aTrajectoryNamesTheCallsOfResultsThoughIdsComeTwice() {
    Recording recording = Examples.read("swe-agent.traj");
    assertThat(recording.format()).isEqualTo(Format.SWE_AGENT);
    assertThat(recording.messages()).hasSize(12);
    assertThat(recording.messages().getFirst().role()).isEqualTo(PartRole.SYSTEM);
    assertThat(recording.messages().stream().flatMap(message -> message.blocks().stream()))
        .filteredOn(block -> block instanceof Block.ToolResult)
        .extracting(block -> ((Block.ToolResult) block).name().orElse("?"))
        .containsExactly("create", "edit", "bash", "bash", "find_file");
    assertThat(recording.messages().stream().flatMap(message -> message.blocks().stream()))
        .filteredOn(block -> block instanceof Block.ToolUse)
        .extracting(block -> ((Block.ToolUse) block).id())
        .doesNotHaveDuplicates();
  }

  @Test
  void anActionThatIsNoCallBecomesOneAndWhatIsObservedItsResult() {
    Recording recording =
        read(
            """
            {"history": [
              {"role": "user", "content": "Fix it.", "message_type": "observation"},
              {"role": "assistant", "content": "I look.\\n```\\nopen a.py 10\\n```", "thought": "I look.", "action": "open a.py 10\\n"},
              {"role": "user", "content": "[File: a.py]", "message_type": "observation"},
              {"role": "assistant", "content": "Done.", "thought": "Done.", "action": ""}]}
            """);
    assertThat(recording.messages().stream().map(RecordingReaderTest::line))
        .containsExactly(
            "user: Fix it.",
            "assistant: I look. | call-1=open{\"path\":\"a.py\"}",
            "tool: call-1 open DONE [File: a.py]",
            "assistant: Done.");
  }

  @Test
  void aTrajectoryWithoutHistoryIsReadStepByStep() {
    Recording recording =
        read(
            """
            {"trajectory": [
              {"query": [{"role": "system", "content": "Be good."}, {"role": "user", "content": "Fix it."}],
               "thought": "I look.", "action": "ls", "observation": "a.py"},
              {"response": "All is well.", "action": ""}]}
            """);
    assertThat(recording.messages().stream().map(RecordingReaderTest::line))
        .containsExactly(
            "system: Be good.",
            "user: Fix it.",
            "assistant: I look. | call-1=bash{\"command\":\"ls\"}",
            "tool: call-1 bash DONE a.py",
            "assistant: All is well.");
  }

  @Test
  void messagesMayBeABareArrayOrALineEach() {
    String one = "{\"role\":\"user\",\"content\":\"Hello\"}";
    String two = "{\"role\":\"assistant\",\"content\":\"Good day\"}";
    assertThat(read("[" + one + "," + two + "]").messages()).hasSize(2);
    assertThat(read("\n" + one + "\r\n" + two + "\n").messages())
        .isEqualTo(read("[" + one + "," + two + "]").messages());
    assertThat(
            RecordingReader.read("t", "[" + one + "," + two + "]", Optional.of(Format.ANTHROPIC))
                .messages())
        .hasSize(2);
  }

  @Test
  void whatIsNoRecordingSaysWhatItIs() {
    assertThatExceptionOfType(RecordingException.class)
        .isThrownBy(() -> read("{\"name\": \"x\", \"a b\": 1}"))
        .withMessage(
            "test: found an object with \"name\", \"a?b\", wanted lines of Claude Code, messages of OpenAI or Anthropic, or a trajectory of SWE-agent; see --format");
    assertThatExceptionOfType(RecordingException.class)
        .isThrownBy(() -> read("Dear diary,\n"))
        .withMessageContaining("found what is no JSON");
    assertThatExceptionOfType(RecordingException.class)
        .isThrownBy(() -> read(" \n"))
        .withMessage("test: found nothing, wanted JSON");
    assertThatExceptionOfType(RecordingException.class)
        .isThrownBy(() -> read("[{\"role\": \"judge\", \"content\": \"Guilty.\"}]"))
        .withMessageContaining("found no message, but {messages of role judge=1}");
  }
}
