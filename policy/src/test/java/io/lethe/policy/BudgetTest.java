package io.lethe.policy;

import static io.lethe.policy.Samples.asked;
import static io.lethe.policy.Samples.assistant;
import static io.lethe.policy.Samples.ids;
import static io.lethe.policy.Samples.part;
import static io.lethe.policy.Samples.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lethe.policy.Budget.Outcome;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final String HUNDRED = "x".repeat(396);
  private final Transcript transcript =
      asked(
          "Next?",
          tool(1, 0, Kind.TOOL_RESULT, HUNDRED),
          part(2, Role.USER, Kind.REMINDER, HUNDRED, 0),
          part(3, Role.USER, Kind.REMINDER, HUNDRED, 1),
          assistant(4, 1, HUNDRED));

  private Outcome apply(long columns, String policies) {
    return Budget.of(columns, Policies.known().parse(policies)).apply(transcript);
  }

  @Test
  void aTranscriptThatFitsLosesNothing() {
    assertThat(apply(transcript.columns(), "reminders,oldest"))
        .isEqualTo(new Outcome.Fits(List.of(), transcript.columns()));
  }

  @Test
  void itStopsAsSoonAsItFits() {
    assertThat(ids(apply(350, "reminders,oldest").choices())).containsExactly(2);
    assertThat(ids(apply(250, "reminders,oldest").choices())).containsExactly(2, 3);
  }

  @Test
  void theNextPolicyIsAskedOnlyForWhatIsStillTooMuch() {
    Outcome outcome = apply(150, "reminders,oldest");
    assertThat(ids(outcome.choices())).containsExactly(2, 3, 1);
    assertThat(outcome).isInstanceOf(Outcome.Fits.class);
    assertThat(outcome.choices()).extracting(Choice::policy).endsWith("oldest");
    assertThat(outcome.columns()).isEqualTo(transcript.columns() - 300);
  }

  @Test
  void whatCannotGoIsSaidInColumns() {
    Outcome outcome = apply(1, "reminders,oldest");
    assertThat(outcome).isInstanceOf(Outcome.StillOver.class);
    assertThat(((Outcome.StillOver) outcome).by()).isEqualTo(outcome.columns() - 1).isPositive();
    assertThat(ids(outcome.choices())).containsExactly(2, 3, 1, 4);
  }

  @Test
  void columnsOfTheTemplateCount() {
    Transcript wrapped =
        new Transcript(transcript.parts(), transcript.turn(), "", OptionalLong.empty(), 1_000);
    assertThat(Budget.of(900, List.of(new Oldest())).apply(wrapped).columns()).isEqualTo(900);
  }

  @Test
  void anExactSavingReplacesTheEstimate() {
    Saving nothingFromReminders = (part, _) -> part.kind() == Kind.REMINDER ? 0 : part.columns();
    Budget budget =
        new Budget(350, Policies.known().parse("reminders,oldest"), nothingFromReminders);
    assertThat(ids(budget.apply(transcript).choices())).containsExactly(1);
  }

  @Test
  void theLeastAttendedPartsGoFirstAndUnmeasuredOnesStay() {
    AttentionMass mass = AttentionMass.of(Map.of(1, 0.5, 3, 0.1, 4, 0.2));
    Outcome outcome = Budget.of(0, List.of(new LeastAttended(mass))).apply(transcript);
    assertThat(ids(outcome.choices())).containsExactly(3, 4, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttentionMass.of(Map.of(1, Double.NaN)))
        .withMessageContaining("found NaN");
  }

  @Test
  void nothingIsMeasuredWhereNothingHasToGo() {
    AttentionMass mass =
        part -> {
          throw new AssertionError("measured for part " + part);
        };
    assertThat(new LeastAttended(mass).choose(transcript)).isEmpty();
    assertThat(new LeastAttended(mass).choose(transcript.withBudget(transcript.columns())))
        .isEmpty();
  }

  @Test
  void massIsReckonedByTheColumn() {
    Transcript mixed = asked("Next", assistant(1, 0, HUNDRED.repeat(4)), assistant(2, 0, "short"));
    AttentionMass mass = AttentionMass.of(Map.of(1, 0.4, 2, 0.3));
    assertThat(ids(new LeastAttended(mass).choose(mixed.withBudget(300)))).containsExactly(1);
  }

  @Test
  void lotsAreDrawnAlikeForOneSeed() {
    Transcript tight = transcript.withBudget(0);
    assertThat(new RandomParts(3).choose(tight)).isEqualTo(new RandomParts(3).choose(tight));
    assertThat(java.util.stream.LongStream.range(0, 20).mapToObj(RandomParts::new))
        .extracting(policy -> ids(policy.choose(tight)).getFirst())
        .contains(1, 2, 3, 4);
  }

  @Test
  void toolResultsBeforeTheLastOnesGo() {
    Transcript calls =
        asked(
            "Next",
            tool(1, 0, Kind.TOOL_RESULT, "a").forgotten(),
            tool(2, 0, Kind.FILE_READ, "b"),
            tool(3, 1, Kind.LOG, "c").pinned(),
            tool(4, 2, Kind.TOOL_RESULT, "d"),
            tool(5, 3, Kind.TOOL_RESULT, "e"));
    assertThat(ids(new OldToolResults(2).choose(calls))).containsExactly(2);
    assertThat(ids(new OldToolResults(0).choose(calls))).containsExactly(2, 4, 5);
    assertThat(new OldToolResults(9).choose(calls)).isEmpty();
  }
}
