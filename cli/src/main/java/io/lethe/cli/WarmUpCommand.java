package io.lethe.cli;

import io.lethe.cli.Surroundings.Screen;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
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
    }
  }
}
