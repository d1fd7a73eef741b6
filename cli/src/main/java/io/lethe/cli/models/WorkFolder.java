package io.lethe.cli.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Owns a temporary folder: it goes when this is closed, and when the process is interrupted. */
final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final Thread hook;

  WorkFolder(Path parent) throws IOException {
    path = Files.createTempDirectory(parent, ".fetch-");
    hook = new Thread(() -> delete(path), "lethe-clean-up");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Makes a new, empty folder inside. */
  Path fresh(String name) throws IOException {
    return Files.createDirectory(path.resolve(name));
  }

  @Override
  public void close() {
    delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the process is ending, and the hook has run or is about to
    }
  }

  /** Deletes a folder and what is in it, as far as that is possible. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> walk = Files.walk(folder)) {
      deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException _) {
      return;
    }
    for (Path each : deepestFirst) {
      try {
        Files.deleteIfExists(each);
      } catch (IOException _) {
        // somebody else deletes it, or it stays
      }
    }
  }
}
