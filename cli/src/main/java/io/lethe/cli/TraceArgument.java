package io.lethe.cli;

import io.lethe.session.Sessions;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceFolder;
import io.lethe.trace.TraceReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** The trace that a command is about: that of a session here, or any file. */
final class TraceArgument {
  @Parameters(
      index = "0",
      paramLabel = "NAME|FILE",
      description = "A session from lethe sessions, or the file of a trace.")
  private String given = "";

  /** As it was given. */
  String given() {
    return given;
  }

  /** Whether it names a session here; the name goes before a file of the same name. */
  boolean isSession(Surroundings surroundings) {
    return file().isEmpty() || (isPlain() && traces(surroundings).contains(given));
  }

  /**
   * Reads it.
   *
   * @throws io.lethe.trace.TraceException if there is none, or it is damaged
   */
  Trace read(Surroundings surroundings) {
    return isSession(surroundings)
        ? traces(surroundings).read(given)
        : TraceReader.read(file().orElseThrow());
  }

  /** The file it lies in. */
  Path path(Surroundings surroundings) {
    return isSession(surroundings)
        ? traces(surroundings).session(given).resolve("trace.jsonl")
        : file().orElseThrow();
  }

  static TraceFolder traces(Surroundings surroundings) {
    return Sessions.traces(surroundings.home(), Clock.systemUTC());
  }

  private boolean isPlain() {
    return given.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")
        && given.length() <= TraceFolder.LONGEST_NAME;
  }

  private Optional<Path> file() {
    try {
      return Optional.of(Path.of(given)).filter(Files::isRegularFile);
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
