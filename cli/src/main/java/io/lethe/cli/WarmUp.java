package io.lethe.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Does what a usual start does and says nothing: the training run of the launcher's ahead-of-time
 * cache, which holds the classes this command has used.
 */
@Command(name = "warm-up", hidden = true, description = "Train the launcher's start-up cache.")
final class WarmUp implements Runnable {
  @Override
  public void run() {
    new CommandLine(new Lethe()).getUsageMessage();
  }
}
