package io.lethe.lab.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.lab.Experiment;
import io.lethe.lab.Findings;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Prediction;
import io.lethe.lab.Progress;
import io.lethe.lab.Results;
import io.lethe.lab.Rig;
import io.lethe.lab.Run;
import io.lethe.lab.SmokeRig;
import io.lethe.lab.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every experiment, at smoke size, on a real model. What breaks is a gate, never a finding. */
class SmokeTest {
  @TempDir static Path folder = Path.of("");
  private static @Nullable Rig rig;

  @BeforeAll
  static void open() {
    rig = SmokeRig.open(folder.resolve("work"));
  }

  @AfterAll
  static void close() {
    if (rig != null) {
      rig.engine().close();
    }
  }

  static List<String> experiments() {
    return Claims.all().stream().map(Experiment::name).toList();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void anExperimentJudgesEveryPredictionAndBreaksNoGate(String name) throws IOException {
    Experiment experiment = Claims.named(name).orElseThrow();
    Results results = new Run(experiment, known(), folder, Clock.systemUTC()).run(Progress.SILENT);
    Findings findings = experiment.conclude(results.observations());
    assertThat(findings.verdicts().stream().map(Verdict::prediction).toList())
        .isEqualTo(experiment.predictions());
    assertThat(findings.verdicts())
        .filteredOn(verdict -> verdict.prediction().kind() == Prediction.Kind.GATE)
        .noneMatch(Verdict::breaks);
    assertThat(findings.figures()).isNotEmpty();
  }

  @Test
  void measuringAgainGivesTheSameObservationsBitForBit() {
    Experiment experiment = new SecretsLeakUnlessRedacted();
    Item item = experiment.items(known()).getFirst();
    assertThat(untimed(experiment.measure(item, known())))
        .isEqualTo(untimed(experiment.measure(item, known())))
        .isNotEmpty();
  }

  private static Rig known() {
    return Objects.requireNonNull(rig);
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
}
