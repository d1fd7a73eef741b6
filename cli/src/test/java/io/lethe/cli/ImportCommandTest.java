package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What other programs recorded becomes sessions of a tiny random model. */
class ImportCommandTest {
  private static final Path MODEL =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny")
          .resolve("qwen2.gguf");

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file = Path.of("");

  @BeforeEach
  void bringTheModelAndARecording() throws IOException {
    Path models = Files.createDirectories(home.resolve("models"));
    Files.copy(MODEL, models.resolve("smollm2.gguf"));
    file = home.resolve("talk of monday.json");
    Files.writeString(
        file,
        """
        [{"role": "user", "content": [{"type": "text", "text": "the cat"}, {"type": "image_url"}]},
         {"role": "assistant", "content": "the dog"},
         {"role": "user", "content": "the cat"},
         {"role": "assistant", "content": "the dog"}]
        """);
  }

  private int run(String... arguments) {
    return Invocation.run(home, out, err, arguments);
  }

  @Test
  void anImportedSessionIsListedTracedAndReplayed() {
    assertThat(run("import", file.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("^talk-of-monday: 2 turns of openai, 4 messages, \\d+ tokens\\R")
        .contains("left out: 1 blocks of type image_url")
        .contains("Go on: lethe chat --session talk-of-monday");
    assertThat(run("trace", "talk-of-monday")).isZero();
    assertThat(out.toString()).contains("the cat").contains("the dog");
    assertThat(run("replay", "talk-of-monday")).isZero();
    assertThat(out.toString()).contains("2 turns, ");
    assertThat(run("import", file.toString())).isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).startsWith("lethe: ").hasLineCount(1);
  }

  @Test
  void aProgramReadsWhatBecameOfIt() {
    assertThat(run("import", file.toString(), "--as", "t", "--turns", "1", "--json")).isZero();
    JsonNode json = JsonMapper.shared().readTree(out.toString());
    assertThat(json.get("session").asString()).isEqualTo("t");
    assertThat(json.get("turns").asInt()).isEqualTo(1);
    assertThat(json.get("later_turns").asInt()).isEqualTo(1);
    assertThat(json.get("left_out").get("blocks of type image_url").asInt()).isEqualTo(1);
  }

  @Test
  void whatMakesNoSenseIsSaidInALine() throws IOException {
    assertThat(run("import", file.toString(), "--format", "word")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).startsWith("lethe: found --format word, wanted claude-code, ");
    Files.writeString(file, "Dear diary");
    assertThat(run("import", file.toString())).isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString())
        .startsWith("lethe: " + file + ": found what is no JSON")
        .hasLineCount(1);
    assertThat(run("import", home.resolve("none.json").toString()))
        .isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).contains("found no file");
  }
}
