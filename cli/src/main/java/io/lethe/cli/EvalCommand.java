package io.lethe.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code lethe eval}: says what can be evaluated. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = "Compare what Lethe computes with what others compute.",
    footerHeading = "%nExamples:%n",
    footer = {"  lethe eval reference smollm2.json --model smollm2"})
record EvalCommand(Surroundings surroundings) implements Runnable {
  @Override
  public void run() {
    new CommandLine(this).usage(surroundings.out());
  }
}
