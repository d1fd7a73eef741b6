package io.lethe.lab.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.lab.Findings;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Outcome;
import io.lethe.lab.PlanName;
import io.lethe.lab.Recorded;
import io.lethe.lab.Rig;
import io.lethe.lab.TinyRig;
import io.lethe.lab.Verdict;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesDriftLessThanChanceTest {
  private static final RulesDriftLessThanChance EXPERIMENT = new RulesDriftLessThanChance();

  @TempDir private Path work = Path.of("");

  private List<Observation> measure(int columns, String... plans) {
    Recorded recorded =
        Recorded.shipped().under(List.of(plans).stream().map(PlanName::new).toList());
    Rig rig = TinyRig.open(columns, recorded, work);
    try {
      return EXPERIMENT.items(rig).stream()
          .flatMap(item -> EXPERIMENT.measure(item, rig).stream())
          .toList();
    } finally {
      rig.engine().close();
    }
  }

  private static List<Observation> turns(List<Observation> observations) {
    return observations.stream().filter(each -> each.kind().equals("turn")).toList();
  }

  private static List<Map<String, Object>> untimed(List<Observation> observations) {
    return observations.stream()
        .map(each -> {
          Map<String, Object> values = new HashMap<>(each.values());
          values.keySet().removeIf(name -> name.endsWith("_seconds"));
          return values;
        })
        .toList();
  }

  @Test
  void whatGoesIsMissingFromTheColumnsAndDriftsFromThenOn() {
    List<Observation> turns = turns(measure(16_384, "reminders"));
    assertThat(turns).hasSize(6);
    assertThat(turns).anyMatch(each -> each.number("forgotten") > 0);
    assertThat(turns)
        .allSatisfy(turn -> {
          assertThat(turn.number("undeleted_columns") - turn.number("columns"))
              .isEqualTo(turn.number("gone"));
          assertThat(turn.number("divergences") > 0).isEqualTo(turn.number("gone") > 0);
          assertThat(turn.number("stale") > 0).isEqualTo(turn.number("forgotten") > 0);
        });
  }

  @Test
  void aPlanThatForgetsNothingDriftsNowhere() {
    List<Observation> observations = measure(16_384, "none");
    assertThat(turns(observations)).allMatch(each -> each.number("divergences") == 0);
    Findings findings = EXPERIMENT.conclude(observations);
    assertThat(findings.verdicts().getFirst().outcome()).isEqualTo(Outcome.HELD);
    assertThat(findings.verdicts().subList(1, 4))
        .extracting(Verdict::outcome)
        .containsOnly(Outcome.NOT_MEASURED);
    assertThat(findings.notes().toString())
        .containsPattern("none: (\\d+) of \\1 columns at the end; nothing went");
  }

  @Test
  void chanceIsComparedWithTheRulesOfTheSameBudget() {
    List<Observation> observations = measure(16_384, "budget@50%", "random:1@50%", "default");
    Findings findings = EXPERIMENT.conclude(observations);
    assertThat(findings.verdicts()).noneMatch(each -> each.outcome() == Outcome.NOT_MEASURED);
    assertThat(findings.plots()).allMatch(plot -> plot.series().size() == 4);
    assertThat(findings.figures().getFirst().rows()).hasSize(3);
  }

  @Test
  void aRecordingThatDoesNotFitIsReplayedAsFarAsItDoesAndTheNotesSaySo() {
    List<Observation> observations = measure(2048, "default");
    int turns = turns(observations).size();
    assertThat(turns).isBetween(1, 5);
    assertThat(EXPERIMENT.conclude(observations).notes().toString())
        .contains(
            "replayed " + turns + " of 11 turns", "at smoke size", "2048 columns", "--context");
  }

  @Test
  void whatAKilledRunLeftIsReplacedAndTheSameComesOut() {
    List<Observation> once = measure(16_384, "default");
    Rig rig = TinyRig.open(16_384, Recorded.shipped(), work);
    try (Sessions sessions =
        new Sessions(
            rig.engine(), rig.model(), work.resolve("transcript"), 1L << 30, Clock.systemUTC())) {
      for (String left : List.of("counted", "replayed", "replayed-1")) {
        sessions.create(left, SessionOptions.PLAIN).close();
      }
    } finally {
      rig.engine().close();
    }
    assertThat(untimed(measure(16_384, "default"))).isEqualTo(untimed(once));
  }

  @Test
  void anItemIsAPlanAndNoneIsMeasuredTwice() {
    Rig rig =
        TinyRig.open(
            512,
            Recorded.shipped().under(List.of(new PlanName("none"), new PlanName("none"))),
            work);
    try {
      assertThat(EXPERIMENT.items(rig)).containsExactly(new Item("none", 1));
    } finally {
      rig.engine().close();
    }
  }
}
