package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
  private static final Path TINY =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny")
          .toAbsolutePath()
          .normalize()
          .resolve("llama3.gguf");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path home = Path.of("");

  @Test
  void theFirstLineSaysWhereAndWhatAndTheKeyThatWasMade()
      throws IOException, InterruptedException, ExecutionException {
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Thread serving =
        Thread.ofPlatform()
            .start(() ->
                ended.complete(
                    run("serve", "--model", TINY.toString(), "--host", "0.0.0.0", "--port", "0")));
    Matcher line = awaitFirstLine();
    String health = "http://127.0.0.1:" + line.group(1);
    HttpResponse<String> sessions = ask(health + "/v1/models", line.group(2));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (sessions.statusCode() == 503 && System.nanoTime() < end) {
      Thread.sleep(50);
      sessions = ask(health + "/v1/models", line.group(2));
    }

    assertThat(sessions.body()).contains("\"id\":\"llama3\"");
    assertThat(ask(health + "/v1/models", "sk-wrong").statusCode()).isEqualTo(401);

    serving.interrupt();
    serving.join(PATIENCE);
    assertThat(serving.isAlive()).isFalse();
    assertThat(ended.get()).isZero();
  }

  private Matcher awaitFirstLine() throws InterruptedException {
    Pattern wanted =
        Pattern.compile(
            "^Lethe at http://0\\.0\\.0\\.0:(\\d+), model \\S+, key (sk-lethe-[0-9a-f]+)\\R");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Matcher matcher = wanted.matcher(out.toString());
      if (matcher.find()) {
        return matcher;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("found " + out + err + ", wanted the first line");
  }

  private static HttpResponse<String> ask(String address, String key)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).header("x-api-key", key).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aPortThatIsTakenIsAClearError() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int code = run("serve", "-m", TINY.toString(), "-p", String.valueOf(taken.getLocalPort()));
      assertThat(code).isEqualTo(ExitCode.INPUT.code());
      assertThat(err.toString()).contains("cannot listen there", "--port").hasLineCount(1);
    }
  }

  @Test
  void theConfigurationSaysWhereEachValueIsFrom() throws IOException {
    Files.writeString(home.resolve("serve.yaml"), "waiting: 7\nkey: {ada: sk-very-secret}\n");

    assertThat(run("serve", "--print-config", "--port", "99")).isZero();
    assertThat(out.toString())
        .containsPattern("port: 99 +# --port")
        .containsPattern("waiting: 7 +# .*serve\\.yaml")
        .contains("ada=***")
        .doesNotContain("very-secret");
  }

  @Test
  void aSettingThatMakesNoSenseIsNamed() throws IOException {
    assertThat(run("serve", "--port", "99999")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).contains("port (--port): found 99999, wanted 0 to 65535");
    assertThat(run("serve", "--config", home.resolve("none.yaml").toString()))
        .isEqualTo(ExitCode.USAGE.code());
    Files.writeString(home.resolve("serve.yaml"), "prot: 7\n");
    assertThat(run("serve", "--print-config")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).contains("prot");
  }

  private int run(String... arguments) {
    return Invocation.run(home, out, err, arguments);
  }
}
