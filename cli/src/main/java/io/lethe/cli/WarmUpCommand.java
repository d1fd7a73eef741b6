package io.lethe.cli;

import io.lethe.cli.Surroundings.Screen;
import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine;
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
      CommandLine fresh = Lethe.commandLine(silent);
      fresh.execute(each.split(" ", -1));
    }
  }
}
