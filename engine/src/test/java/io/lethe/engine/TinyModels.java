package io.lethe.engine;

import java.nio.file.Path;

/** The tiny random models of module {@code model}. */
final class TinyModels {
  private static final Path FOLDER =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny");

  private TinyModels() {}

  static Path gguf(String name) {
    return FOLDER.resolve(name + ".gguf");
  }

  static Path reference(String name) {
    return FOLDER.resolve(name + ".json");
  }

  static Engine open(String name) {
    return Engine.open(EngineOptions.of(gguf(name)).withThreads(2));
  }
}
