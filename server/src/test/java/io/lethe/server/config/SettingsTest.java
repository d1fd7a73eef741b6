package io.lethe.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final Path FILE = Path.of("serve.yaml");

  @TempDir private Path home = Path.of("");

  @Test
  void aFlagGoesBeforeAVariableAndThatBeforeTheFile() {
    Settings settings =
        Settings.of(
            Map.of(Setting.PORT, List.of("1")),
            Map.of("LETHE_PORT", "2", "LETHE_RUNNING", "3"),
            FILE,
            Map.of(
                Setting.PORT, List.of("4"),
                Setting.RUNNING, List.of("5"),
                Setting.WAITING, List.of("6")));

    assertThat(settings.text(Setting.PORT)).isEqualTo("1");
    assertThat(settings.text(Setting.RUNNING)).isEqualTo("3");
    assertThat(settings.text(Setting.WAITING)).isEqualTo("6");
    assertThat(settings.text(Setting.DEADLINE)).isEqualTo("10m");
    assertThat(settings.written())
        .containsPattern("port: 1 +# --port")
        .containsPattern("running: 3 +# LETHE_RUNNING")
        .containsPattern("waiting: 6 +# serve.yaml")
        .containsPattern("deadline: 10m +# default");
  }

  @Test
  void timesAndSizesHaveUnits() {
    assertThat(time("90")).isEqualTo(Duration.ofSeconds(90));
    assertThat(time("1.5h")).isEqualTo(Duration.ofMinutes(90));
    assertThat(time("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(bytes("32MB")).isEqualTo(32_000_000);
    assertThat(bytes("1.5KiB")).isEqualTo(1536);
    for (String wrong : List.of("0", "-1", "soon", "1d", "99999h")) {
      assertThatThrownBy(() -> time(wrong))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("deadline (LETHE_DEADLINE): found " + wrong);
    }
    assertThatThrownBy(() -> bytes("5 lots")).isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> bytes("5TB")).hasMessageContaining("1 to 1000000000");
  }

  private static Duration time(String text) {
    return ofVariable("LETHE_DEADLINE", text).time(Setting.DEADLINE);
  }

  private static long bytes(String text) {
    return ofVariable("LETHE_MAX_BODY", text).bytes(Setting.MAX_BODY, 1, 1_000_000_000);
  }

  private static Settings ofVariable(String name, String value) {
    return Settings.of(Map.of(), Map.of(name, value), FILE, Map.of());
  }

  @Test
  void theFileHoldsTextsNumbersListsAndNames() {
    Map<Setting, List<String>> found =
        SettingsFile.parse(
            "serve.yaml",
            """
            port: 9000
            embeddings: off
            cors: [https://a.example, https://b.example]
            key:
              ada: sk-one
              bob: sk-two
            threads:
            """);

    assertThat(found)
        .containsEntry(Setting.PORT, List.of("9000"))
        .containsEntry(Setting.CORS, List.of("https://a.example", "https://b.example"))
        .containsEntry(Setting.KEY, List.of("ada=sk-one", "bob=sk-two"))
        .doesNotContainKey(Setting.THREADS);
    assertThat(Settings.of(Map.of(), Map.of(), FILE, found).isOn(Setting.EMBEDDINGS)).isFalse();
  }

  @Test
  void whatTheFileCannotSayIsNamed() throws IOException {
    assertThatThrownBy(() -> SettingsFile.parse("serve.yaml", "prot: 1"))
        .isInstanceOf(SettingException.class)
        .hasMessageContainingAll("serve.yaml", "prot", "port");
    assertThatThrownBy(() -> SettingsFile.parse("serve.yaml", "- 1"))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> SettingsFile.parse("serve.yaml", "port: [1, 2]"))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> SettingsFile.parse("serve.yaml", "port: {"))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> SettingsFile.parse("x", "a: &a [*a]"))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> SettingsFile.read(home.resolve("none.yaml")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("none.yaml");
    Files.writeString(home.resolve("ok.yaml"), "port: 1");
    assertThat(SettingsFile.read(home.resolve("ok.yaml"))).hasSize(1);
  }

  @Test
  void whoeverOpensTheServerToOthersGetsAKey() {
    Deployment deployment = deployment("LETHE_HOST", "0.0.0.0");

    String key = deployment.madeKey().orElseThrow();
    assertThat(key).matches("sk-lethe-[0-9a-f]{48}");
    assertThat(deployment.options().gate().keys().isLocked()).isTrue();
    assertThat(deployment.settings().written()).doesNotContain(key).contains("made at this start");
  }

  @Test
  void onThisMachineNobodyNeedsOne() {
    for (String host : List.of("127.0.0.1", "::1", "localhost")) {
      Deployment deployment = deployment("LETHE_HOST", host);
      assertThat(deployment.madeKey()).isEmpty();
      assertThat(deployment.options().gate().keys().isLocked()).isFalse();
    }
  }

  @Test
  void keysHaveOwnersAndAreNeverShown() {
    Deployment deployment = deployment("LETHE_KEY", "ada=sk-secret-one,sk-secret-two");

    assertThat(deployment.options().gate().keys().isLocked()).isTrue();
    assertThat(deployment.settings().written()).contains("ada=***").doesNotContain("secret");
    assertThatThrownBy(() -> deployment("LETHE_KEY", "a b=sk-secret-one"))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining("secret-one");
    assertThatThrownBy(() -> deployment("LETHE_KEY", "ada=sk-secret-one,ada=sk-secret-two"))
        .hasMessageContaining("one key for ada")
        .hasMessageNotContaining("secret-one");
  }

  private Deployment deployment(String variable, String value) {
    return Deployment.of(ofVariable(variable, value), home, new Random(7));
  }
}
