package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The laboratory's commands, on a tiny random model. */
class LabCommandsTest {
  private static final Path MODEL =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny")
          .resolve("qwen2.gguf");

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void bringTheModel() throws IOException {
    Path models = Files.createDirectories(home.resolve("models"));
    Files.copy(MODEL, models.resolve("smollm2.gguf"));
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("lab"));
    all.addAll(List.of(arguments));
    return Invocation.run(home, out, err, all.toArray(String[]::new));
  }

  private int measure(String experiment) {
    return run("run", experiment, "--size", "smoke", "--out", folder().toString());
  }

  private Path folder() {
    return home.resolve("found");
  }

  @Test
  void theListSaysWhatIsClaimedAndExpected() {
    assertThat(run("list", "--predictions")).isZero();
    assertThat(out.toString())
        .contains("forget-vs-summary", "secrets", "retrieval", ": above 0", ": exactly 0");
  }

  @Test
  void aRunPrintsWhatWasStatedBesideWhatCameOutAndWritesAReport() throws IOException {
    assertThat(measure("defragmentation")).isZero();
    assertThat(out.toString())
        .contains("STATED BEFOREHAND", "exactly 0", "held", "report: " + folder());
    assertThat(err.toString()).contains("defragmentation: pattern-0 done", "s left");
    assertThat(Files.readString(folder().resolve("report.html")))
        .contains("defragmentation", "<svg");
  }

  @Test
  void whatIsThereIsNotMeasuredAgain() throws IOException {
    assertThat(measure("defragmentation")).isZero();
    String first = Files.readString(folder().resolve("defragmentation.jsonl"));
    assertThat(measure("defragmentation")).isZero();
    assertThat(err.toString()).doesNotContain("done");
    assertThat(Files.readString(folder().resolve("defragmentation.jsonl"))).isEqualTo(first);
  }

  @Test
  void aRunThatWasKilledGoesOnWhereItWas() throws IOException {
    assertThat(measure("defragmentation")).isZero();
    Path file = folder().resolve("defragmentation.jsonl");
    String whole = Files.readString(file);
    int cut = whole.lastIndexOf("\n{\"item\"") + 10; // in the midst of the last line
    Files.writeString(file, whole.substring(0, cut));
    assertThat(measure("defragmentation")).isZero();
    assertThat(err.toString().lines().filter(line -> line.contains(" done, "))).hasSize(1);
    assertThat(Files.readString(file).lines()).hasSameSizeAs(whole.lines().toList());
  }

  @Test
  void resultsOfAnotherSeedAreRefusedAndTheMessageSaysWhatToDo() {
    assertThat(measure("defragmentation")).isZero();
    assertThat(
            run(
                "run",
                "defragmentation",
                "--size",
                "smoke",
                "--seed",
                "2",
                "--out",
                folder().toString()))
        .isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).contains("seed 1, wanted 2", "--out");
  }

  @Test
  void anUnknownExperimentAndAFolderWithoutResultsAreSaidSo() {
    assertThat(run("run", "flying")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).contains("found no experiment flying", "kept-kv");
    assertThat(run("report", home.toString())).isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).contains("found no results");
  }

  @Test
  void aRecordingOfSomebodyIsReplayedUnderThePlansThatAreNamed() throws IOException {
    Path data = home.resolve("weather.json");
    Files.writeString(
        data,
        """
        [{"role":"user","content":"<system-reminder>\\nIt is late.\\n</system-reminder>\\nWill it rain?"},
         {"role":"assistant","content":"In the north."},
         {"role":"user","content":"And in the south?"},
         {"role":"assistant","content":"It will not."}]
        """);
    List<String> arguments =
        List.of("run", "transcript", "--data", data.toString(), "--out", folder().toString());
    List<String> named = new ArrayList<>(arguments);
    named.addAll(List.of("--policy", "reminders", "--policy", "oldest@50%"));
    assertThat(run(named.toArray(String[]::new))).isZero();
    assertThat(out.toString())
        .contains("weather.json: replayed 2 of 2 turns", "reminders: ", "oldest@50%: ");
    assertThat(err.toString()).contains("transcript: oldest@50% done, 100 %");
    assertThat(Files.readString(folder().resolve("report.html")))
        .contains("Columns after each turn", "Turn by turn: reminders");
    Path plots = home.resolve("plots");
    assertThat(run("report", folder().toString(), "--plots", plots.toString())).isZero();
    assertThat(plots).isDirectoryContaining("glob:**/transcript-*-1.svg");
    // Another plan joins those that are there; another recording does not.
    List<String> another = new ArrayList<>(arguments);
    another.addAll(List.of("--policy", "none"));
    assertThat(run(another.toArray(String[]::new))).isZero();
    assertThat(out.toString()).contains("none: ");
    assertThat(run("run", "transcript", "--out", folder().toString()))
        .isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).contains("holds results with conversations");
  }

  @Test
  void whatIsNoRecordingAndWhatIsNoPlanAreRefused() throws IOException {
    Path data = Files.writeString(home.resolve("r.json"), "{\"a\":1}\n");
    assertThat(run("run", "transcript", "--data", data.toString()))
        .isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).contains("r.json", "Claude Code");
    assertThat(run("run", "transcript", "--policy", "flying")).isEqualTo(ExitCode.USAGE.code());
    assertThat(run("run", "secrets", "--policy", "default")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).contains("found --policy, wanted it with transcript");
  }

  @Test
  void conversationsThatAreNoneAreRefusedWithTheirLine() throws IOException {
    Path data = Files.writeString(home.resolve("c.jsonl"), "{\"id\":\"a\"}\n");
    assertThat(run("run", "kept-kv", "--data", data.toString())).isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).contains("c.jsonl line 1", "docs/lab.md");
  }
}
