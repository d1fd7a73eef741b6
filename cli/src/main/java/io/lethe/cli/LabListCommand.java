package io.lethe.cli;

import io.lethe.lab.Experiment;
import io.lethe.lab.Prediction;
import io.lethe.lab.claims.Claims;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lethe lab list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the experiments: what is claimed, and what is expected beforehand.",
    footerHeading = "%nExamples:%n",
    footer = {"  lethe lab list", "  lethe lab list --predictions"})
final class LabListCommand implements Runnable {
  private final Surroundings surroundings;

  @Option(names = "--predictions", description = "Print what is expected of each figure, too.")
  private boolean predictions;

  LabListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    for (Experiment each : Claims.all()) {
      surroundings.out().println(each.name());
      surroundings.out().println("    " + each.claim());
      if (predictions) {
        for (Prediction prediction : each.predictions()) {
          surroundings
              .out()
              .println("    - %s: %s".formatted(prediction.figure(), prediction.sign().words()));
        }
      }
    }
  }
}
