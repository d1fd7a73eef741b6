package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that run a model, on a tiny random one. */
class InferenceCommandsTest {
  private static final Path TINY =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny");
  private static final String MODEL = TINY.resolve("qwen2.gguf").toString();

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void generateGivesTheSameAnswerAsTextAndAsJson() {
    assertThat(run("generate", "-m", MODEL, "--greedy", "-n", "8", "the cat")).isZero();
    String text = out.toString();
    assertThat(
            run(
                "generate",
                "-m",
                MODEL,
                "--greedy",
                "-n",
                "8",
                "the cat",
                "--no-stream",
                "--stats"))
        .isZero();
    assertThat(out.toString()).isEqualTo(text);
    assertThat(err.toString()).contains("tok/s");
    assertThat(run("generate", "-m", MODEL, "--greedy", "-n", "8", "--json", "the cat")).isZero();
    JsonNode json = json();
    assertThat(json.get("text").asString() + System.lineSeparator()).isEqualTo(text);
    assertThat(json.get("tokens").size()).isBetween(1, 8);
    assertThat(json.has("logprobs")).isFalse();
  }

  @Test
  void aSeedMakesAnAnswerRepeatable() {
    String[] command = {
      "generate", "-m", MODEL, "-n", "12", "--temperature", "1.5", "cat", "--json"
    };
    assertThat(run(command)).isZero();
    JsonNode first = json();
    String seed = first.get("seed").asString();
    assertThat(
            run(
                "generate",
                "-m",
                MODEL,
                "-n",
                "12",
                "--temperature",
                "1.5",
                "cat",
                "--json",
                "--seed",
                seed))
        .isZero();
    assertThat(json().get("tokens")).isEqualTo(first.get("tokens"));
  }

  @Test
  void optionsThatMakeNoSenseAreOneLine() {
    assertThat(run("generate", "-m", MODEL, "--top-p", "7", "x")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString())
        .isEqualTo(
            "lethe: found a top-p of 7, wanted more than 0, at most 1; see lethe generate --help\n");
    assertThat(run("generate", "-m", MODEL, "--threads", "0", "x"))
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(run("generate", "-m", MODEL, "--kernels", "quick", "x"))
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(run("bench", "-m", MODEL, "--sequences", "0")).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void aFileThatIsNoModelIsOneLine() throws IOException {
    Path file = Files.writeString(home.resolve("notes.gguf"), "not a model");
    assertThat(run("inspect", file.toString())).isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).startsWith("lethe: ").contains("GGUF").hasLineCount(1);
    assertThat(run("generate", "-m", file.toString(), "x")).isEqualTo(ExitCode.INPUT.code());
  }

  @Test
  void aPromptThatDoesNotFitSaysSo() {
    assertThat(run("generate", "-m", MODEL, "--context", "32", "the cat ".repeat(60)))
        .isEqualTo(ExitCode.INPUT.code());
    assertThat(err.toString()).startsWith("lethe: found room for 32 more tokens").hasLineCount(1);
  }

  @Test
  void tokenizeAndDecodeAreInverse() {
    assertThat(run("tokenize", "-m", MODEL, "--json", "the cat & the döner")).isZero();
    JsonNode ids = json().get("ids");
    assertThat(run("tokenize", "-m", MODEL, "--decode", ids.toString())).isZero();
    assertThat(out.toString()).isEqualTo("the cat & the döner\n");
    assertThat(run("tokenize", "-m", MODEL, "--decode", "1 zwei")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).startsWith("lethe: found 'zwei' among the ids, wanted 0 to ");
  }

  @Test
  void inspectNamesTypesAndSaysWhetherItRuns() {
    assertThat(run("inspect", MODEL, "--tensors")).isZero();
    assertThat(out.toString())
        .contains("general.architecture")
        .contains("blk.0.attn_q.weight")
        .endsWith("Lethe runs this file.\n");
    assertThat(run("inspect", MODEL, "--json")).isZero();
    assertThat(json().get("runs").asBoolean()).isTrue();
  }

  @Test
  void perplexityIsTheSameInJsonAndWindows() throws IOException {
    Path file = Files.writeString(home.resolve("text.txt"), "the cat and the dog ".repeat(20));
    assertThat(run("perplexity", file.toString(), "-m", MODEL, "--window", "32", "--json"))
        .isZero();
    assertThat(json().get("windows").asInt()).isGreaterThan(1);
    assertThat(json().get("perplexity").asDouble()).isGreaterThan(1);
  }

  @Test
  void evalReferenceWritesWhatItComputedAndItsExitCodeTellsTheVerdict() throws IOException {
    Path computed = home.resolve("computed.json");
    String reference = TINY.resolve("qwen2.json").toString();
    assertThat(run("eval", "reference", reference, "-m", MODEL, "--json", computed.toString()))
        .isZero();
    assertThat(out.toString()).contains("agrees").doesNotContain("DISAGREES");
    JsonNode written = JsonMapper.shared().readTree(Files.readString(computed));
    assertThat(written.get("cases").get(0).get("max_difference").asDouble()).isBetween(0.0, 0.01);
    assertThat(written.get("cases").get(0).get("top20").size()).isEqualTo(20);

    String other = TINY.resolve("qwen3.json").toString();
    assertThat(run("eval", "reference", other, "-m", MODEL))
        .isEqualTo(ExitCode.DISAGREEMENT.code());
    assertThat(out.toString()).contains("DISAGREES");
    assertThat(run("eval", "reference", MODEL, "-m", MODEL)).isEqualTo(ExitCode.INPUT.code());
  }

  @Test
  void benchListsEveryTestOnce() {
    assertThat(
            run(
                "bench",
                "-m",
                MODEL,
                "--prompt",
                "8",
                "--generate",
                "4",
                "--depth",
                "0,16",
                "--sequences",
                "1,3",
                "--repetitions",
                "2",
                "--threads",
                "1",
                "--json"))
        .isZero();
    assertThat(json().valueStream())
        .extracting(each -> each.get("test").asString() + "x" + each.get("sequences").asInt())
        .containsExactly("pp8x1", "tg4x1", "tg4@d16x1", "tg4x3");
    JsonNode rate = json().get(0).get("tokens_per_second");
    assertThat(rate.get("min").asDouble()).isPositive();
    assertThat(rate.get("median").asDouble()).isGreaterThanOrEqualTo(rate.get("min").asDouble());
    assertThat(rate.get("max").asDouble()).isGreaterThanOrEqualTo(rate.get("median").asDouble());
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(out.toString());
  }

  private int run(String... arguments) {
    return Invocation.run(home, out, err, arguments);
  }
}
