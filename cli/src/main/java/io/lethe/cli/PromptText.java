package io.lethe.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A text that a command is given: an argument, a file, or else the standard input. */
final class PromptText {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; without it, or with -, the standard input.")
  private @Nullable String argument;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Take the text from a file.")
  private @Nullable Path file;

  String read() throws IOException {
    if (file != null && argument != null && command != null) {
      throw new ParameterException(
          command.commandLine(), "found a text and a file, wanted one of them");
    }
    if (file != null) {
      return Files.readString(file);
    }
    return argument == null || argument.equals("-")
        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
        : argument;
  }

  /** The text, which must not be empty. */
  String readSome() throws IOException {
    String text = read();
    if (text.isEmpty() && command != null) {
      throw new ParameterException(
          command.commandLine(),
          "found an empty text, wanted one as an argument, in a file or on the standard input");
    }
    return text;
  }
}
