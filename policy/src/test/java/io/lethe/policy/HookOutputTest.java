package io.lethe.policy;

import static io.lethe.policy.Samples.asked;
import static io.lethe.policy.Samples.ids;
import static io.lethe.policy.Samples.left;
import static io.lethe.policy.Samples.part;
import static io.lethe.policy.Samples.tool;
import static io.lethe.policy.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HookOutputTest {
  private final Policy hooks = new HookOutput();

  @Test
  void whatAHookPrintedInAnEarlierTurnIsForgotten() {
    Transcript transcript =
        asked("Go on", part(1, Role.USER, Kind.HOOK_OUTPUT, "formatted 3 files\n", 0));
    assertThat(ids(hooks.choose(transcript))).containsExactly(1);
    assertThat(hooks.choose(transcript).getFirst().whole()).isTrue();
  }

  @Test
  void hookOutputInsideAMessageGoesAndTheMessageStays() {
    Transcript transcript =
        asked(
            "Go on",
            user(
                1,
                0,
                "Rename the class.\n<user-prompt-submit-hook>\nbranch main, clean\n"
                    + "</user-prompt-submit-hook>\nThanks."),
            tool(2, 0, Kind.TOOL_RESULT, "renamed\nPostToolUse:Edit hook succeeded: Success\n"),
            tool(
                3,
                0,
                Kind.TOOL_RESULT,
                "renamed\n<system-reminder>\nSessionStart:resume hook success: ok\n</system-reminder>"));
    assertThat(left(hooks, transcript, 1)).isEqualTo("Rename the class.\nThanks.");
    assertThat(left(hooks, transcript, 2)).isEqualTo("renamed\n");
    assertThat(left(hooks, transcript, 3)).isEqualTo("renamed\n");
  }

  @Test
  void linesThatReportAFailureStay() {
    String printed = "checked 12 files\nsrc/a.ts: error: unused import\ndone in 2 s\n";
    Transcript transcript = asked("Go on", part(1, Role.USER, Kind.HOOK_OUTPUT, printed, 0));
    assertThat(left(hooks, transcript, 1)).isEqualTo("src/a.ts: error: unused import\n");
  }

  @Test
  void talkOfHooksIsNotOutputOfOne() {
    Transcript transcript =
        asked("Go on", user(1, 0, "Add a Stop hook that plays a sound. The hook runs a script."));
    assertThat(hooks.choose(transcript)).isEmpty();
  }
}
