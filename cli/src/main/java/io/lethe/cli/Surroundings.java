package io.lethe.cli;

import io.lethe.cli.models.BarProgress;
import io.lethe.cli.models.Catalogue;
import io.lethe.cli.models.HubAccess;
import io.lethe.cli.models.LineProgress;
import io.lethe.cli.models.ModelJson;
import io.lethe.cli.models.ModelPull;
import io.lethe.cli.models.ModelStore;
import io.lethe.cli.models.Pip;
import io.lethe.cli.models.Progress;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command has around it: environment variables and the two streams. Tests give their own.
 *
 * @param screen whether a person watches
 */
record Surroundings(
    Map<String, String> environment, PrintWriter out, PrintWriter err, Screen screen) {
  /** Who reads what is printed. */
  enum Screen {
    TERMINAL,
    PIPE
  }

  /** Those of this process. Text is UTF-8 whatever the locale says: models speak all languages. */
  static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            ? Screen.TERMINAL
            : Screen.PIPE);
  }

  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), true);
  }

  /** {@code $LETHE_HOME}, where models and caches live. */
  Path home() {
    String set = environment.get("LETHE_HOME");
    return set == null || set.isBlank()
        ? Path.of(System.getProperty("user.home"), ".lethe")
        : Path.of(set);
  }

  ModelStore models() {
    return new ModelStore(home(), Catalogue::shipped);
  }

  ModelPull pull() {
    return new ModelPull(models(), Pip.onPath(), HubAccess.of(environment));
  }

  /** Shows a transfer on the error stream, so that the output stays clean. */
  Progress progress() {
    return screen == Screen.TERMINAL
        ? new BarProgress(new PrintStream(System.err, true, StandardCharsets.UTF_8), columns())
        : new LineProgress(err);
  }

  /** How wide the terminal is. */
  int columns() {
    String set = environment.getOrDefault("COLUMNS", "");
    return set.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(set) : 80;
  }

  /** Colours for a person at a terminal who has nothing against them (https://no-color.org). */
  Ink ink() {
    return screen == Screen.TERMINAL && environment.getOrDefault("NO_COLOR", "").isEmpty()
        ? Ink.COLOURED
        : Ink.PLAIN;
  }

  boolean debug() {
    return "1".equals(environment.get("LETHE_DEBUG"));
  }

  /** Prints a record or a list of them for a program to read. */
  void printJson(Object value) {
    out.println(ModelJson.mapper().writeValueAsString(value));
  }
}
