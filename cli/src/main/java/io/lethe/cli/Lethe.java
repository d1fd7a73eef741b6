package io.lethe.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code lethe}. */
@Command(
    name = "lethe",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "A context runtime for language models: runs open models on your own machine.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:it ran, and a check came out negative",
      "2:the command line makes no sense",
      "3:a file, a model, the network or the disk is not as it should be",
      "4:a fault in Lethe itself",
      "130:interrupted (Ctrl-C)"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe demo",
      "  lethe models pull smollm2",
      "  lethe generate --chat \"Name three primary colours.\"",
      "",
      "Environment:",
      "  LETHE_HOME    where models and caches live (default ~/.lethe)",
      "  LETHE_DEBUG   1 prints the stack trace of an error"
    })
final class Lethe implements Runnable {
  private final Surroundings surroundings;

  private Lethe(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  public static void main(String[] args) {
    System.exit(commandLine(Surroundings.ofProcess()).execute(args));
  }

  /** Wires every command. */
  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine models =
        new CommandLine(new ModelsCommand(surroundings))
            .addSubcommand(new ModelsListCommand(surroundings))
            .addSubcommand(new ModelsPullCommand(surroundings))
            .addSubcommand(new ModelsVerifyCommand(surroundings))
            .addSubcommand(new ModelsRemoveCommand(surroundings));
    CommandLine eval =
        new CommandLine(new EvalCommand(surroundings))
            .addSubcommand(new EvalReferenceCommand(surroundings));
    Errors errors = new Errors(surroundings);
    return new CommandLine(new Lethe(surroundings))
        .addSubcommand(new DemoCommand(surroundings))
        .addSubcommand(new ChatCommand(surroundings))
        .addSubcommand(new GenerateCommand(surroundings))
        .addSubcommand(models)
        .addSubcommand(new InspectCommand(surroundings))
        .addSubcommand(new TokenizeCommand(surroundings))
        .addSubcommand(new PerplexityCommand(surroundings))
        .addSubcommand(eval)
        .addSubcommand(new BenchCommand(surroundings))
        .addSubcommand(new WarmUpCommand())
        .setOut(surroundings.out())
        .setErr(surroundings.err())
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  @Override
  public void run() {
    commandLine(surroundings).usage(surroundings.out());
  }
}
