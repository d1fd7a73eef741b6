package io.lethe.policy;

import static io.lethe.policy.Samples.asked;
import static io.lethe.policy.Samples.assistant;
import static io.lethe.policy.Samples.ids;
import static io.lethe.policy.Samples.left;
import static io.lethe.policy.Samples.part;
import static io.lethe.policy.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PastThoughtsTest {
  private final Policy thoughts = new PastThoughts();

  @Test
  void thoughtsBeforeTheLastMessageAreForgotten() {
    Transcript transcript =
        asked(
            "And now?",
            user(1, 0, "Why is it slow?"),
            part(2, Role.ASSISTANT, Kind.THOUGHT, "Perhaps the index.", 0),
            assistant(3, 0, "The index is missing."));
    assertThat(ids(thoughts.choose(transcript))).containsExactly(2);
  }

  @Test
  void thoughtsOfAToolLoopThatIsStillRunningStay() {
    List<Part> parts =
        List.of(
            user(1, 0, "Fix it"),
            part(2, Role.ASSISTANT, Kind.THOUGHT, "Look first.", 0),
            part(3, Role.TOOL, Kind.TOOL_RESULT, "ok", 1),
            part(4, Role.ASSISTANT, Kind.THOUGHT, "Then edit.", 1));
    assertThat(thoughts.choose(Transcript.of(parts, 2, "Fix it"))).isEmpty();
  }

  @Test
  void aThoughtInsideAnAnswerGoesAndTheAnswerStays() {
    Transcript transcript =
        asked(
            "And now?",
            assistant(1, 0, "<think>\nHm, 17 * 3.\n</think>\n\nIt is 51."),
            assistant(2, 0, "the template opened it\n</think>\nYes."),
            assistant(3, 0, "Well.<think>and then the tokens ran out"));
    assertThat(left(thoughts, transcript, 1)).isEqualTo("\n\nIt is 51.");
    assertThat(left(thoughts, transcript, 2)).isEqualTo("\nYes.");
    assertThat(left(thoughts, transcript, 3)).isEqualTo("Well.");
  }

  @Test
  void aUserWhoWritesThinkTagsIsLeftAlone() {
    assertThat(
            thoughts.choose(asked("Go on", user(1, 0, "<think>a</think> is how Qwen marks them"))))
        .isEmpty();
  }
}
