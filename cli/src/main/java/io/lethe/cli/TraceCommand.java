package io.lethe.cli;

import io.lethe.trace.Trace;
import io.lethe.trace.TraceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lethe trace}. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = "Print what happened in a session, an event a line. Checks the trace first.",
    footerHeading = "%nExamples:%n",
    footer = {"  lethe trace work", "  lethe trace work --json > work.jsonl"})
final class TraceCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private TraceArgument argument = new TraceArgument();

  @Option(
      names = "--json",
      description = "Print the lines as they are stored, one JSON object each.")
  private boolean json;

  TraceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Trace trace = argument.read(surroundings);
    if (json) {
      Path file = argument.path(surroundings);
      try (Stream<String> lines = Files.lines(file)) {
        // Somebody may be writing one more.
        lines.limit(trace.lines().size()).forEach(surroundings.out()::println);
      }
    } else {
      TraceText.lines(trace).forEach(surroundings.out()::println);
    }
    surroundings.out().flush();
    return ExitCode.OK.code();
  }
}
