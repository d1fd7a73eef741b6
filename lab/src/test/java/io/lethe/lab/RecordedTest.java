package io.lethe.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.policy.PolicyException;
import io.lethe.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedTest {
  @TempDir private Path work = Path.of("");

  private Recorded.Reach reach(int columns, Size size) {
    Rig rig = TinyRig.open(columns, Recorded.shipped(), work);
    try (Sessions sessions =
        new Sessions(rig.engine(), rig.model(), work, 1L << 30, Clock.systemUTC())) {
      Recorded.Reach reach = rig.recorded().reach(sessions, size);
      assertThat(sessions.list()).isEmpty();
      return reach;
    } finally {
      rig.engine().close();
    }
  }

  @Test
  void theShippedRecordingHasWhatRulesForget() {
    Recorded shipped = Recorded.shipped();
    assertThat(shipped.recording().messages()).hasSizeGreaterThanOrEqualTo(12);
    assertThat(shipped.recording().leftOut()).isEmpty();
    String all = shipped.recording().toString();
    assertThat(all).contains("Thought[", "ToolResult[", "<system-reminder>", "7 passed");
  }

  @Test
  void allTurnsAreReplayedWhereThereIsRoomForThemTwice() {
    Recorded.Reach reach = reach(16_384, Size.FULL);
    assertThat(reach.turns()).isEqualTo(reach.recorded()).isGreaterThan(8);
    assertThat(reach(16_384, Size.SMOKE).turns()).isBetween(2, reach.recorded() - 1);
  }

  @Test
  void asManyTurnsAreReplayedAsFitTwice() {
    Recorded.Reach whole = reach(16_384, Size.FULL);
    int columns = whole.tokens(); // room for half of it, and less
    Recorded.Reach reach = reach(columns, Size.FULL);
    assertThat(reach.turns()).isPositive().isLessThan(whole.turns());
    assertThat(2 * reach.tokens()).isLessThanOrEqualTo(columns - 8 * 32);
    assertThat(reach.recorded()).isEqualTo(whole.recorded());
  }

  @Test
  void aRecordingWhoseFirstTurnDoesNotFitIsSaidSo() {
    assertThatExceptionOfType(LabException.NoRoom.class)
        .isThrownBy(() -> reach(288, Size.FULL))
        .withMessageContaining("found room for 32 columns")
        .withMessageContaining("--context");
  }

  @Test
  void aPlanHasABudgetOfColumnsOrOfAShareOfThem() {
    assertThat(new PlanName("default").plan(100).budget()).isEmpty();
    assertThat(new PlanName("budget@64").plan(100).budget()).isEqualTo(OptionalLong.of(64));
    assertThat(new PlanName("reminders,oldest@25%").plan(101).budget())
        .isEqualTo(OptionalLong.of(25));
    assertThat(new PlanName("reminders,oldest@25%").plan(101).policies())
        .isEqualTo("reminders,oldest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"budget@", "budget@many", "@50%", "budget@0", "budget@50%%", ""})
  void aPlanThatIsNoneIsRefused(String text) {
    assertThatExceptionOfType(LabException.BadPlan.class)
        .isThrownBy(() -> new PlanName(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("budget@50%");
  }

  @Test
  void aPolicyThatNobodyKnowsIsRefused() {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> new PlanName("flying@50%"))
        .withMessageContaining("flying");
  }

  @Test
  void plansThatWereNamedReplaceThoseOfTheSize() {
    List<PlanName> named = List.of(new PlanName("reminders"));
    assertThat(Recorded.shipped().under(named).plans(Size.FULL)).isEqualTo(named);
    assertThat(Recorded.shipped().plans(Size.SMOKE))
        .isSubsetOf(Recorded.shipped().plans(Size.FULL));
  }
}
