package io.lethe.cli;

import io.lethe.cli.Surroundings.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** A command, run as from a pipe with a home of its own. */
final class Invocation {
  private Invocation() {}

  /** Runs {@code lethe ARGUMENTS}; afterwards out and err hold what this run printed, no more. */
  static int run(Path home, StringWriter out, StringWriter err, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Lethe.commandLine(
            new Surroundings(
                Map.of("LETHE_HOME", home.toString()),
                new PrintWriter(out),
                new PrintWriter(err),
                Screen.PIPE))
        .execute(arguments);
  }
}
