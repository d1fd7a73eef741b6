package io.lethe.cli;

import io.lethe.engine.Engine;
import io.lethe.imports.Format;
import io.lethe.imports.Recording;
import io.lethe.imports.RecordingReader;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import io.lethe.trace.TraceFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make a session of what another program recorded: a session file of Claude Code, messages of"
          + " OpenAI or Anthropic (an array, a line each, or a request with \"messages\" and"
          + " \"tools\"), a trajectory of SWE-agent.",
      "Nothing is computed now: whoever opens the session reads all of it, in one go. What is no"
          + " text (images, say) is left out, and counted."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe import ~/.claude/projects/-home-me-app/1f0e.jsonl --as app",
      "  lethe import messages.json --format anthropic --model qwen05",
      "  lethe import long.jsonl --turns 40 --policy default --budget 6000",
      "  lethe chat --session app",
      "  lethe replay app"
    })
final class ImportCommand implements Callable<Integer> {
  /** Nothing is computed, so there needs to be room for nearly nothing. */
  private static final int ROOM = 64;

  /** What came of it, as a program reads it. */
  record JsonImport(
      String session,
      String model,
      String format,
      int messages,
      int tools,
      int turns,
      int laterTurns,
      int unanswered,
      int tokens,
      int columns,
      Map<String, Integer> leftOut) {}

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "What was recorded; 128 MiB at most.")
  private Path file = Path.of("");

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "What to call the session (default: as the file).")
  private @Nullable String as;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "claude-code, openai, anthropic, swe-agent or auto (default: auto).")
  private String format = "auto";

  @Option(
      names = "--turns",
      paramLabel = "N",
      description = "Answers to take over at most, from the first one on (default: all).")
  private int turns = Integer.MAX_VALUE;

  @Option(
      names = "--policy",
      paramLabel = "NAMES",
      description = "What the session forgets by itself, from its first turn on (default: none).")
  private @Nullable String policy;

  @Option(
      names = "--budget",
      paramLabel = "COLUMNS",
      description = "Ask the policies only where there would be more columns than this.")
  private @Nullable Long budget;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private OpenOptions opening = new OpenOptions();

  ImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Optional<Format> known = format();
    SessionOptions options = options();
    if (turns < 1) {
      throw wrong("found --turns " + turns + ", wanted 1 or more");
    }
    Recording recording = RecordingReader.read(file, known);
    try (Engine engine = opening.open(surroundings, ROOM);
        Sessions sessions =
            new Sessions(
                engine,
                opening.lastingName(surroundings),
                surroundings.home(),
                Sessions.DEFAULT_BUDGET_BYTES,
                Clock.systemUTC())) {
      Recording.Imported imported =
          recording.write(sessions, as == null ? name(file) : as, options, turns);
      if (json) {
        surroundings.printJson(json(recording, imported));
      } else {
        print(recording, imported, engine.config().contextLength());
      }
    }
    return ExitCode.OK.code();
  }

  private Optional<Format> format() {
    if (format.equals("auto")) {
      return Optional.empty();
    }
    return Optional.of(
        Format.of(format)
            .orElseThrow(() ->
                wrong(
                    "found --format %s, wanted claude-code, openai, anthropic, swe-agent or auto"
                        .formatted(format))));
  }

  private SessionOptions options() {
    if (budget != null && budget < 1) {
      throw wrong("found --budget " + budget + ", wanted 1 or more columns");
    }
    OptionalLong columns = budget == null ? OptionalLong.empty() : OptionalLong.of(budget);
    String names = policy != null ? policy : budget != null ? "budget" : "none";
    return SessionOptions.PLAIN.withPolicies(names, columns);
  }

  /** The file's name as a session's. */
  static String name(Path file) {
    String plain =
        String.valueOf(file.getFileName())
            .replaceFirst("\\.[A-Za-z]{1,8}$", "")
            .replaceAll("[^A-Za-z0-9._-]", "-")
            .replaceFirst("^\\.+", "");
    String name = plain.isEmpty() ? "imported" : plain;
    return name.substring(0, Math.min(name.length(), TraceFolder.LONGEST_NAME));
  }

  private void print(Recording recording, Recording.Imported imported, int window) {
    surroundings
        .out()
        .printf(
            "%s: %s of %s, %s, %s%s%n",
            imported.session(),
            Words.count(imported.turns(), "turn"),
            recording.format().word(),
            Words.count(recording.messages().size(), "message"),
            Words.count(imported.tokens(), "token"),
            imported.columns() == imported.tokens()
                ? ""
                : ", of which policies left " + Words.count(imported.columns(), "column"));
    if (!recording.leftOut().isEmpty()) {
      surroundings
          .out()
          .println(
              "left out: "
                  + recording.leftOut().entrySet().stream()
                      .map(each -> each.getValue() + " " + each.getKey())
                      .collect(Collectors.joining(", ")));
    }
    if (imported.unanswered() > 0 && imported.later() == 0) {
      surroundings.out().println("left out: what came after the last answer");
    }
    if (imported.columns() > window) {
      surroundings
          .out()
          .printf(
              "that is more than the %d tokens %s was trained for; import fewer --turns, or with a"
                  + " --policy and a --budget%n",
              window, opening.model());
    }
    surroundings.out().println("Go on: lethe chat --session " + imported.session());
  }

  private JsonImport json(Recording recording, Recording.Imported imported) {
    return new JsonImport(
        imported.session(),
        opening.model(),
        recording.format().word(),
        recording.messages().size(),
        recording.tools().size(),
        imported.turns(),
        imported.later(),
        imported.unanswered(),
        imported.tokens(),
        imported.columns(),
        recording.leftOut());
  }

  private ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(command.commandLine(), message);
  }
}
