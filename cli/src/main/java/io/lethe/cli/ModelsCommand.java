package io.lethe.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code lethe models}: says what can be done with models. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "List, fetch, check and delete models.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe models list",
      "  lethe models pull smollm2 qwen2.5-coder-0.5b",
      "  lethe models verify",
      "  lethe models rm qwen05"
    })
record ModelsCommand(Surroundings surroundings) implements Runnable {
  @Override
  public void run() {
    new CommandLine(this).usage(surroundings.out());
  }
}
