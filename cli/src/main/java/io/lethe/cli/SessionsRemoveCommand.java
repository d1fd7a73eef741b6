package io.lethe.cli;

import io.lethe.trace.TraceException;
import io.lethe.trace.TraceFolder;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lethe sessions rm}. */
@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = {
      "Delete sessions with their traces.",
      "Columns on disk that no session needs make room for others when the disk budget is full."
    },
    footerHeading = "%nExamples:%n",
    footer = "  lethe sessions rm work")
final class SessionsRemoveCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names from lethe sessions.")
  private List<String> names = List.of();

  SessionsRemoveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * @throws TraceException if there is no such session, or it is in use
   */
  @Override
  public Integer call() {
    TraceFolder traces = TraceArgument.traces(surroundings);
    for (String name : names) {
      traces.remove(name);
      surroundings.out().println(name + ": deleted");
    }
    return ExitCode.OK.code();
  }
}
