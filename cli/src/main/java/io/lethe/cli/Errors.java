package io.lethe.cli;

import io.lethe.cli.models.ModelStoreException;
import io.lethe.engine.EngineException;
import io.lethe.gguf.GgufException;
import io.lethe.imports.RecordingException;
import io.lethe.kv.BlockStoreException;
import io.lethe.lab.LabException;
import io.lethe.model.ModelException;
import io.lethe.policy.PolicyException;
import io.lethe.server.config.SettingException;
import io.lethe.server.http.ListenException;
import io.lethe.session.SessionException;
import io.lethe.tokenizer.TokenizerException;
import io.lethe.tokenizer.template.TemplateException;
import io.lethe.trace.TraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one table from exceptions to exit codes. Each becomes a line {@code lethe: what was found;
 * what to do} on the error stream; the stack trace is for those who set {@code LETHE_DEBUG=1}.
 */
record Errors(Surroundings surroundings)
    implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String meant =
        wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()
            ? " (did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?)"
            : "";
    print(firstLine(wrong) + meant + "; see " + command + " --help", wrong);
    return ExitCode.USAGE.code();
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return switch (failure) {
      case ParameterException wrong -> handleParseException(wrong, new String[0]);
      case UncheckedIOException wrapped -> input(Objects.requireNonNull(wrapped.getCause()));
      case IOException io -> input(io);
      case ModelStoreException known -> report(known, ExitCode.INPUT);
      case GgufException known -> report(known, ExitCode.INPUT);
      case ModelException known -> report(known, ExitCode.INPUT);
      case TokenizerException known -> report(known, ExitCode.INPUT);
      case TemplateException known -> report(known, ExitCode.INPUT);
      case EngineException known -> report(known, ExitCode.INPUT);
      case BlockStoreException known -> report(known, ExitCode.INPUT);
      case TraceException known -> report(known, ExitCode.INPUT);
      case SessionException known -> report(known, ExitCode.INPUT);
      case LabException known -> report(known, ExitCode.INPUT);
      case RecordingException known -> report(known, ExitCode.INPUT);
      case PolicyException known -> report(known, ExitCode.USAGE);
      case SettingException known -> report(known, ExitCode.USAGE);
      case ListenException known -> report(known, ExitCode.INPUT);
      default -> {
        print(
            "a fault in Lethe: %s: %s; set LETHE_DEBUG=1 for the details and report it"
                .formatted(failure.getClass().getSimpleName(), firstLine(failure)),
            failure);
        yield ExitCode.FAULT.code();
      }
    };
  }

  private int input(IOException failure) {
    print(text(failure), failure);
    return ExitCode.INPUT.code();
  }

  /** What the system says of a file, in a line. */
  static String text(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "found no file " + missing.getFile() + "; check the path";
      case AccessDeniedException denied ->
          "may not touch " + denied.getFile() + "; check its permissions";
      case CharacterCodingException _ -> "found bytes that are no UTF-8, wanted text";
      default ->
          failure.getClass() == IOException.class
              ? firstLine(failure)
              : failure.getClass().getSimpleName() + ": " + firstLine(failure);
    };
  }

  private int report(RuntimeException known, ExitCode code) {
    print(firstLine(known), known);
    return code.code();
  }

  private void print(String text, Exception failure) {
    surroundings.out().flush();
    surroundings.err().println("lethe: " + text);
    if (surroundings.debug()) {
      failure.printStackTrace(surroundings.err());
    }
    surroundings.err().flush();
  }

  private static String firstLine(Exception failure) {
    String message = failure.getMessage();
    return message == null ? "no message" : message.lines().findFirst().orElse("no message");
  }
}
