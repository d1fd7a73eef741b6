package io.lethe.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code lethe lab}: says what the laboratory does. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Measure what forgetting does to a model, against every alternative.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe lab list",
      "  lethe lab run forget-vs-summary --model smollm2",
      "  lethe lab report results"
    })
record LabCommand(Surroundings surroundings) implements Runnable {
  @Override
  public void run() {
    new CommandLine(this)
        .addSubcommand(new LabListCommand(surroundings))
        .addSubcommand(new LabRunCommand(surroundings))
        .addSubcommand(new LabReportCommand(surroundings))
        .usage(surroundings.out());
  }
}
