package io.lethe.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sources of all modules, as tests about the whole project read them. */
final class SourceTree {
  private SourceTree() {}

  /** The folder of the clone: the nearest one above that holds the launcher. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("launcher"))) {
      folder = folder.resolve("..").normalize();
      if (folder.getParent() == null) {
        throw new IllegalStateException("not inside a clone: " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }

  /** The Java files under {@code src/main} of every module. */
  static List<Path> mainSources() {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(file -> file.toString().matches(".*/\\w+/src/main/java/.*\\.java"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
