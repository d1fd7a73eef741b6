package io.lethe.lab.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.lab.Experiment;
import io.lethe.lab.Findings;
import io.lethe.lab.Prediction;
import io.lethe.lab.Progress;
import io.lethe.lab.Results;
import io.lethe.lab.Rig;
import io.lethe.lab.Run;
import io.lethe.lab.SmokeRig;
import io.lethe.lab.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jspecify.annotations.Nullable;

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
    Results results =
        new Run(experiment, java.util.Objects.requireNonNull(rig), folder, Clock.systemUTC())
            .run(Progress.SILENT);
    Findings findings = experiment.conclude(results.observations());
    assertThat(findings.verdicts().stream().map(Verdict::prediction).toList())
        .isEqualTo(experiment.predictions());
    assertThat(findings.verdicts())
        .filteredOn(verdict -> verdict.prediction().kind() == Prediction.Kind.GATE)
        .noneMatch(Verdict::breaks);
    assertThat(findings.figures()).isNotEmpty();
    if (System.getenv("LETHE_LAB_SHOW") != null) {
      show(name, results, findings);
    }
  }

  private static void show(String name, Results results, Findings findings) {
    System.out.println("=== " + name + " " + results.observations().size());
    System.out.println(ManagementFactory.getRuntimeMXBean().getUptime() / 1000 + " s up, processor "
        + ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1000000000 + " s");
    findings.verdicts().forEach(System.out::println);
    findings.figures().forEach(each -> {
      System.out.println(each.title() + " " + each.columns());
      each.rows().forEach(System.out::println);
    });
    findings.notes().forEach(System.out::println);
  }
}
