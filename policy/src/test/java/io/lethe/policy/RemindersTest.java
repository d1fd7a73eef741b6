package io.lethe.policy;

import static io.lethe.policy.Samples.asked;
import static io.lethe.policy.Samples.assistant;
import static io.lethe.policy.Samples.ids;
import static io.lethe.policy.Samples.left;
import static io.lethe.policy.Samples.part;
import static io.lethe.policy.Samples.tool;
import static io.lethe.policy.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RemindersTest {
  private static final String EMPTY_LIST =
      "<system-reminder>\nYour todo list is empty. Do not mention this.\n</system-reminder>";
  private final Policy reminders = new Reminders();

  @Test
  void aReminderOfAnEarlierTurnIsForgottenWithItsReason() {
    Transcript transcript =
        asked("Go on", part(1, Role.USER, Kind.REMINDER, EMPTY_LIST, 0), assistant(2, 0, "Fine."));
    assertThat(reminders.choose(transcript))
        .containsExactly(
            new Choice(1, List.of(), "a reminder that was meant for turn 0", "reminders"));
  }

  @Test
  void aReminderOfTheTurnThatComesNextStays() {
    Part reminder = part(1, Role.USER, Kind.REMINDER, EMPTY_LIST, 3);
    assertThat(reminders.choose(Transcript.of(List.of(reminder), 3, ""))).isEmpty();
  }

  @Test
  void aReminderInsideAMessageGoesAndTheMessageStays() {
    Transcript transcript =
        asked(
            "Now the tests", user(1, 0, "Use tabs. ÄÖ 😀\n" + EMPTY_LIST + "\nAnd no semicolons."));
    assertThat(left(reminders, transcript, 1)).isEqualTo("Use tabs. ÄÖ 😀\nAnd no semicolons.");
  }

  @Test
  void aReminderAtTheEndOfAToolResultGoes() {
    Transcript transcript =
        asked("Next", tool(1, 0, Kind.TOOL_RESULT, "3 files changed\n\n" + EMPTY_LIST));
    assertThat(left(reminders, transcript, 1)).isEqualTo("3 files changed\n\n");
  }

  @Test
  void whoeverWritesAboutRemindersIsNotOne() {
    Transcript transcript =
        asked(
            "Next",
            user(1, 0, "What does <system-reminder>x</system-reminder> mean to you?"),
            user(2, 0, "An example:\n```\n" + EMPTY_LIST + "\n```\nThat is all."),
            user(3, 0, "<system-reminder>never closed"),
            assistant(4, 0, EMPTY_LIST));
    assertThat(reminders.choose(transcript)).isEmpty();
  }

  @Test
  void aProjectsStandingInstructionsStay() {
    String standing =
        "<system-reminder>\n# claudeMd\nContents of /repo/CLAUDE.md: never use bcrypt.\n</system-reminder>";
    Transcript transcript =
        asked(
            "Next",
            part(1, Role.USER, Kind.REMINDER, standing, 0),
            user(2, 0, standing + "\n" + EMPTY_LIST + "\nHello"));
    assertThat(left(reminders, transcript, 2)).isEqualTo(standing + "\nHello");
    assertThat(ids(reminders.choose(transcript))).containsExactly(2);
  }

  @Test
  void aPinnedReminderStays() {
    assertThat(
            reminders.choose(
                asked("Next", part(1, Role.USER, Kind.REMINDER, EMPTY_LIST, 0).pinned())))
        .isEmpty();
  }

  @Test
  void whatIsGoneIsNotChosenAgain() {
    Transcript transcript = asked("Next", user(1, 0, "Use tabs.\n" + EMPTY_LIST));
    Transcript later = transcript.after(reminders.choose(transcript), Saving.BY_LENGTH);
    assertThat(reminders.choose(later)).isEmpty();
  }
}
