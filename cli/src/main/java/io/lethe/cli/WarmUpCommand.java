package io.lethe.cli;

import io.lethe.cli.Surroundings.Screen;
import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.GenerationRequest;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;

/**
 * Does what a usual start does and says nothing: the training run of the launcher's ahead-of-time
 * cache, which will hold the classes used here.
 */
@Command(name = "warm-up", hidden = true, description = "Train the launcher's start-up cache.")
final class WarmUpCommand implements Runnable {
  @Override
  public void run() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Surroundings silent = new Surroundings(System.getenv(), nowhere, nowhere, Screen.PIPE);
    for (String each : new String[] {"--help", "models list", "models list --json"}) {
      Lethe.commandLine(silent).execute(each.split(" ", -1));
    }
    if (Files.exists(silent.models().folder().resolve("smollm2.gguf"))) {
      Lethe.commandLine(silent)
          .execute("generate", "--model", "smollm2", "--greedy", "--max-tokens", "16", "Two and");
      Lethe.commandLine(silent)
          .execute("generate", "--model", "smollm2", "--chat", "--max-tokens", "4", "Hello");
      chat(silent);
    }
  }

  /** A session's life from its first message to its return; nobody types, so the room is used. */
  private static void chat(Surroundings silent) {
    try (TemporaryFolder folder = new TemporaryFolder("lethe-warm-up-");
        Engine engine =
            Engine.open(
                EngineOptions.of(silent.models().resolve("smollm2"))
                    .withPackedWeights(silent.home().resolve("cache").resolve("packed"))
                    .withColumns(512));
        Sessions sessions =
            new Sessions(
                engine,
                "smollm2",
                folder.path(),
                Sessions.DEFAULT_BUDGET_BYTES,
                Clock.systemUTC())) {
      for (String lines : new String[] {"Hello\n/forget 0\n/parts\n/map\n/stats", "Bye\n/why"}) {
        try (ChatRoom room =
            new ChatRoom(
                sessions,
                "warm-up",
                ChatRoom.Stay.TEMPORARY,
                new ChatRoom.Manner(
                    Optional.empty(), () -> GenerationRequest.greedy(4), SessionOptions.PLAIN),
                silent.out(),
                silent.ink())) {
          lines.lines().forEach(room::take);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
