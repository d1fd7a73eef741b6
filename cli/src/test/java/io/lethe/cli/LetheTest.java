package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.Surroundings.Screen;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LetheTest {
  @TempDir private Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyVisibleCommandHasADescriptionAndExamples() {
    assertThat(
            commands(commandLine()).filter(each -> !each.getCommandSpec().usageMessage().hidden()))
        .hasSizeGreaterThan(4)
        .allSatisfy(each ->
            assertThat(each.getUsageMessage())
                .contains("Examples:")
                .contains("--help")
                .contains("lethe"));
  }

  @Test
  void theHelpListsEveryExitCode() {
    assertThat(run("--help")).isZero();
    for (ExitCode code : ExitCode.values()) {
      assertThat(out.toString()).containsPattern("\\n\\s+" + code.code() + "\\s+\\w");
    }
  }

  @Test
  void aTypingErrorIsOneLineThatSaysWhereHelpIs() {
    assertThat(run("models", "pul")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString())
        .startsWith("lethe: ")
        .endsWith("see lethe models --help\n")
        .hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownModelIsOneLineWithoutAStackTrace() {
    assertThat(run("models", "pull", "smolm2")).isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString())
        .isEqualTo(
            "lethe: no model and no file is called 'smolm2' (near: smollm2); see lethe models list\n");
  }

  @Test
  void debuggingAddsTheStackTrace() {
    environment.put("LETHE_DEBUG", "1");

    assertThat(run("models", "rm", "smollm2")).isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).contains("at io.lethe.cli");
  }

  @Test
  void theListSaysWhatIsHereAndWhoseChecksumCounts() throws IOException {
    Path file = put("smollm2.gguf");

    assertThat(run("models", "list")).isZero();
    assertThat(out.toString().lines())
        .anyMatch(line -> line.startsWith("smollm2 ") && line.endsWith("yes"))
        .anyMatch(line -> line.startsWith("qwen3-4b ") && line.endsWith("from the hub"));

    out.getBuffer().setLength(0);
    assertThat(run("models", "list", "--json")).isZero();
    JsonNode first = JsonMapper.shared().readTree(out.toString()).get(0);
    assertThat(first.get("name").asString()).isEqualTo("smollm2");
    assertThat(first.get("bytes").asLong()).isEqualTo(98_362_432);
    assertThat(first.get("path").asString()).isEqualTo(file.toString());
  }

  @Test
  void aDamagedModelIsADisagreement() throws IOException {
    put("smollm2.gguf");

    assertThat(run("models", "verify")).isEqualTo(ExitCode.DISAGREEMENT.code());
    assertThat(out.toString()).contains("damaged").contains("lethe models pull smollm2 --force");

    out.getBuffer().setLength(0);
    assertThat(run("models", "verify", "--json")).isEqualTo(ExitCode.DISAGREEMENT.code());
    assertThat(JsonMapper.shared().readTree(out.toString()).get(0).get("verdict").asString())
        .isEqualTo("damaged");
  }

  @Test
  void verifyingNothingSaysWhatToDo() {
    assertThat(run("models", "verify")).isZero();
    assertThat(out.toString()).contains("lethe models pull smollm2");
  }

  @Test
  void removingTakesAnAlias() throws IOException {
    Path file = put("gemma-3-270m.gguf");

    assertThat(run("models", "rm", "gemma")).isZero();
    assertThat(file).doesNotExist();
  }

  @Test
  void theVersionNamesTheJavaItRunsOn() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("lethe ").contains("Java 2").contains("Vector API");
  }

  private int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  private CommandLine commandLine() {
    environment.put("LETHE_HOME", home.toString());
    return Lethe.commandLine(
        new Surroundings(environment, new PrintWriter(out), new PrintWriter(err), Screen.PIPE));
  }

  private static Stream<CommandLine> commands(CommandLine root) {
    return Stream.concat(
        Stream.of(root),
        List.copyOf(root.getSubcommands().values()).stream().flatMap(LetheTest::commands));
  }

  private Path put(String name) throws IOException {
    Path folder = Files.createDirectories(home.resolve("models"));
    return Files.writeString(folder.resolve(name), "not a model");
  }
}
