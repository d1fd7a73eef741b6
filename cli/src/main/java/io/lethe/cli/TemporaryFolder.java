package io.lethe.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Owns a folder that goes with all that is in it, at the latest when the process ends. */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread atExit;

  TemporaryFolder(String prefix) throws IOException {
    this.path = Files.createTempDirectory(prefix);
    this.atExit = new Thread(this::delete, "lethe-temporary-folder");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  Path path() {
    return path;
  }

  private void delete() {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(TemporaryFolder.class.getName())
          .log(System.Logger.Level.DEBUG, "left behind: " + path, e);
    }
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The process ends already, and the hook finds nothing any more.
    }
  }
}
