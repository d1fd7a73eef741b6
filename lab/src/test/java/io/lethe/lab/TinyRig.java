package io.lethe.lab;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import java.nio.file.Path;

/** A tiny random model of two layers: what it says means nothing, how it is measured does. */
public final class TinyRig {
  private static final Path MODEL =
      Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny")
          .resolve("qwen2.gguf");

  private TinyRig() {}

  /** At smoke size, on what comes with Lethe; the engine is the caller's to close. */
  public static Rig open(int columns, Recorded recorded, Path work) {
    Engine engine =
        Engine.open(EngineOptions.of(MODEL).withThreads(1).withSlots(32).withColumns(columns));
    return new Rig(engine, "tiny", Conversations.shipped(), recorded, Size.SMOKE, 1, work);
  }
}
