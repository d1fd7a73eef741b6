package io.lethe.imports;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;

/** A tiny random model of two layers, and the sessions of a folder. */
record Studio(Engine engine, Sessions sessions) implements AutoCloseable {
  private static final Path TINY =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny");

  static Studio open(Path home, int columns) {
    Engine engine =
        Engine.open(
            EngineOptions.of(TINY.resolve("qwen2.gguf"))
                .withThreads(1)
                .withSlots(32)
                .withColumns(columns));
    return new Studio(engine, new Sessions(engine, "test", home, 1L << 30, Clock.systemUTC()));
  }

  @Override
  public void close() {
    sessions.close();
    engine.close();
  }
}
