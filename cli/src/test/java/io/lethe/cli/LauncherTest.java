package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the launcher that decide something, run by the shell that runs them for users. */
class LauncherTest {
  private record Ran(int code, String text) {}

  @TempDir private Path folder;

  @Test
  void aJdkIsJudgedByItsReleaseFile() throws Exception {
    assertThat(judged(jdk("25.0.3", "java.base jdk.incubator.vector")))
        .isEqualTo("25.0.3 --add-modules=jdk.incubator.vector");
    assertThat(judged(jdk("26-ea", "java.base"))).isEqualTo("26-ea");
    assertThat(judged(jdk("17.0.15", "java.base jdk.incubator.vector"))).isEqualTo("refused");
    assertThat(judged(folder.resolve("nothing here"))).isEqualTo("refused");
  }

  @Test
  void aRuntimeWithoutACompilerIsNoJdk() throws Exception {
    Path jdk = jdk("25", "java.base");
    Files.delete(jdk.resolve("bin/javac"));

    assertThat(judged(jdk)).isEqualTo("refused");
  }

  @Test
  void javaHomeWinsWhenItIsNewEnoughAndIsPassedOverWhenItIsNot() throws Exception {
    Path good = jdk("25.0.1", "java.base");
    Path old = jdk("17.0.1", "java.base");

    assertThat(found("JAVA_HOME='%s' JDK25_HOME=".formatted(good))).isEqualTo(good.toString());
    assertThat(found("JAVA_HOME='%s' JDK25_HOME='%s'".formatted(old, good)))
        .isEqualTo(good.toString());
  }

  @Test
  void aLockIsRefusedWhileItsOwnerLivesAndTakenAfterwards() throws Exception {
    Path lock = folder.resolve("lock");
    String script =
        ". launcher/lock.sh; try_lock '%s' && echo taken || echo refused".formatted(lock);

    Files.createSymbolicLink(lock, Path.of(Long.toString(ProcessHandle.current().pid())));
    assertThat(shell(script).text()).isEqualTo("refused");

    long gone = new ProcessBuilder("true").start().onExit().get().pid();
    Files.delete(lock);
    Files.createSymbolicLink(lock, Path.of(Long.toString(gone)));
    assertThat(shell(script).text()).isEqualTo("taken");
  }

  @Test
  void theReportsOfAllModulesAreAddedUp() throws Exception {
    report(
        "kv",
        "<testsuite name=\"KvTest\"\n  tests=\"7\" errors=\"1\" skipped=\"2\" failures=\"1\">");
    report(
        "cli",
        "<testsuite name=\"a tests=5\" tests=\"3\" errors=\"0\" skipped=\"0\" failures=\"0\">");

    Ran ran = sum(0);
    assertThat(ran.text())
        .contains("Tests run: 7, Failures: 1, Errors: 1, Skipped: 2 -- kv")
        .contains("Tests run: 10, Failures: 1, Errors: 1, Skipped: 2 -- all modules")
        .endsWith("\n6 passed, 2 failed, 2 skipped");
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void allIsWellOnlyWhenMavenThinksSoToo() throws Exception {
    report(
        "kv", "<testsuite name=\"KvTest\" tests=\"2\" errors=\"0\" skipped=\"0\" failures=\"0\">");

    assertThat(sum(0).code()).isZero();
    assertThat(sum(1).code()).isEqualTo(1);
  }

  private String judged(Path jdk) throws Exception {
    return shell(
            ". launcher/jdk.sh; is_wanted_jdk '%s' && echo $jdk_version $vector_flag || echo refused"
                .formatted(jdk))
        .text();
  }

  private String found(String environment) throws Exception {
    return shell(environment + " sh -c '. launcher/jdk.sh; find_jdk; echo \"$JAVA_HOME\"'").text();
  }

  private Path jdk(String version, String modules) throws IOException {
    Path jdk = folder.resolve("jdk " + version);
    Path compiler = Files.createDirectories(jdk.resolve("bin")).resolve("javac");
    Files.writeString(compiler, "");
    assertThat(compiler.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\nMODULES=\"%s\"".formatted(version, modules));
    return jdk;
  }

  private void report(String module, String suite) throws IOException {
    Path reports = Files.createDirectories(folder.resolve(module + "/target/surefire-reports"));
    Files.writeString(
        reports.resolve("TEST-" + module + ".xml"),
        "<?xml version=\"1.0\"?>\n"
            + suite
            + "\n<testcase name=\"tests=9\" tests=\"9\"/></testsuite>\n");
  }

  private Ran sum(int status) throws Exception {
    return shell(
        "awk -v status=%d -f launcher/sum_tests.awk '%s'/*/target/surefire-reports/TEST-*.xml"
            .formatted(status, folder));
  }

  private static Ran shell(String script) throws Exception {
    Process process =
        new ProcessBuilder(List.of("sh", "-c", script))
            .directory(SourceTree.root().toFile())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), text.strip());
  }
}
