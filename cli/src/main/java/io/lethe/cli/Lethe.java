package io.lethe.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
    System.exit(commandLine(Surroundings.ofProcess(), args).execute(args));
  }

  /** Wires every command. */
  static CommandLine commandLine(Surroundings surroundings) {
    Map<String, Supplier<?>> commands = commands(surroundings);
    return commandLine(surroundings, commands, commands.keySet());
  }

  /** Wires the command that the arguments name, or all: each takes milliseconds of the start. */
  private static CommandLine commandLine(Surroundings surroundings, String[] args) {
    Map<String, Supplier<?>> commands = commands(surroundings);
    return commandLine(
        surroundings,
        commands,
        args.length > 0 && commands.containsKey(args[0]) ? Set.of(args[0]) : commands.keySet());
  }

  private static CommandLine commandLine(
      Surroundings surroundings, Map<String, Supplier<?>> commands, Set<String> wired) {
    CommandLine lethe = new CommandLine(new Lethe(surroundings));
    commands.forEach((name, command) -> {
      if (wired.contains(name)) {
        lethe.addSubcommand(name, command.get());
      }
    });
    Errors errors = new Errors(surroundings);
    return lethe
        .setOut(surroundings.out())
        .setErr(surroundings.err())
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  /** In the order of the help text. */
  private static Map<String, Supplier<?>> commands(Surroundings surroundings) {
    Map<String, Supplier<?>> commands = new LinkedHashMap<>();
    commands.put("demo", () -> new DemoCommand(surroundings));
    commands.put("chat", () -> new ChatCommand(surroundings));
    commands.put("serve", () -> ServeCommand.of(surroundings));
    commands.put("import", () -> new ImportCommand(surroundings));
    commands.put("sessions", () -> sessions(surroundings));
    commands.put("trace", () -> new TraceCommand(surroundings));
    commands.put("replay", () -> new ReplayCommand(surroundings));
    commands.put("generate", () -> new GenerateCommand(surroundings));
    commands.put("models", () -> models(surroundings));
    commands.put("inspect", () -> new InspectCommand(surroundings));
    commands.put("tokenize", () -> new TokenizeCommand(surroundings));
    commands.put("perplexity", () -> new PerplexityCommand(surroundings));
    commands.put("eval", () -> eval(surroundings));
    commands.put("lab", () -> lab(surroundings));
    commands.put("bench", () -> new BenchCommand(surroundings));
    commands.put("warm-up", WarmUpCommand::new);
    return commands;
  }

  private static CommandLine models(Surroundings surroundings) {
    return new CommandLine(new ModelsCommand(surroundings))
        .addSubcommand(new ModelsListCommand(surroundings))
        .addSubcommand(new ModelsPullCommand(surroundings))
        .addSubcommand(new ModelsVerifyCommand(surroundings))
        .addSubcommand(new ModelsRemoveCommand(surroundings));
  }

  private static CommandLine sessions(Surroundings surroundings) {
    return new CommandLine(new SessionsCommand(surroundings))
        .addSubcommand(new SessionsRemoveCommand(surroundings));
  }

  private static CommandLine lab(Surroundings surroundings) {
    return new CommandLine(new LabCommand(surroundings))
        .addSubcommand(new LabListCommand(surroundings))
        .addSubcommand(new LabRunCommand(surroundings))
        .addSubcommand(new LabReportCommand(surroundings));
  }

  private static CommandLine eval(Surroundings surroundings) {
    return new CommandLine(new EvalCommand(surroundings))
        .addSubcommand(new EvalReferenceCommand(surroundings));
  }

  @Override
  public void run() {
    commandLine(surroundings).usage(surroundings.out());
  }
}
