package io.lethe.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code lethe}. */
@Command(
    name = "lethe",
    mixinStandardHelpOptions = true,
    description = "A context runtime for language models.",
    subcommands = WarmUp.class)
final class Lethe {

  public static void main(String[] args) {
    System.exit(new CommandLine(new Lethe()).execute(args));
  }
}
