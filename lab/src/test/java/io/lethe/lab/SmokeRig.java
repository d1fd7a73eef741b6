package io.lethe.lab;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** The small real model and what comes with Lethe, at smoke size. */
public final class SmokeRig {
  private SmokeRig() {}

  public static Rig open(Path work) {
    String home =
        Objects.requireNonNullElse(
            System.getenv("LETHE_HOME"), System.getProperty("user.home") + "/.lethe");
    Path file = Path.of(home, "models", "smollm2.gguf");
    Assumptions.assumeTrue(Files.isRegularFile(file), "found no smollm2; run lethe models pull");
    Engine engine = Engine.open(EngineOptions.of(file).withThreads(2).withColumns(16_384));
    return new Rig(
        engine, "smollm2", Conversations.shipped(), Recorded.shipped(), Size.SMOKE, 1, work);
  }
}
