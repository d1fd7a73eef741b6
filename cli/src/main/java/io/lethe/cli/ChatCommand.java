package io.lethe.cli;

import io.lethe.cli.ChatRoom.Stay;
import io.lethe.cli.Surroundings.Screen;
import io.lethe.engine.Engine;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import io.lethe.trace.PartRole;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lethe chat}. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Talk to a model whose context can be edited: /parts, /forget, /map; /help lists all.",
      "On a terminal: Enter sends, a line that ends with \\ goes on, arrow keys bring back earlier"
          + " lines, Ctrl-C interrupts an answer, Ctrl-D ends. From a pipe: one message or command"
          + " per line; a command that fails says so, and the next line follows."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe chat",
      "  lethe chat --session work",
      "  lethe chat --session work --policy default --budget 4000",
      "  lethe chat --model qwen05 --system \"Answer in one sentence.\"",
      "  printf 'My name is Ada.\\n/forget 0\\nWho am I?\\n' | lethe chat --greedy --max-tokens 40"
    })
final class ChatCommand implements Callable<Integer> {
  private static final String TEMPORARY = "chat-1";

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec command;

  @Option(
      names = {"-s", "--session"},
      paramLabel = "NAME",
      description = "Go on with a session, or begin it; without, nothing is kept.")
  private @Nullable String session;

  @Option(
      names = "--policy",
      paramLabel = "NAMES",
      description = {
        "What a new session forgets by itself: default, budget, none, or names with commas, such as"
            + " reminders,superseded-reads,old-tool-results:5 (default: none)."
      })
  private @Nullable String policy;

  @Option(
      names = "--budget",
      paramLabel = "COLUMNS",
      description = "Ask the policies only where there would be more columns than this.")
  private @Nullable Long budget;

  @Option(names = "--system", paramLabel = "TEXT", description = "The first, a system message.")
  private @Nullable String system;

  @Mixin private AnswerOptions answering = new AnswerOptions();
  @Mixin private OpenOptions opening = new OpenOptions();

  ChatCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    answering.request(); // a wrong option should show before the model is loaded
    SessionOptions options = options();
    if (session == null) {
      try (TemporaryFolder folder = new TemporaryFolder("lethe-chat-")) {
        chat(folder.path(), TEMPORARY, Stay.TEMPORARY, options);
      }
    } else {
      TraceFolder traces = Sessions.traces(surroundings.home(), Clock.systemUTC());
      if (traces.contains(session)) {
        continueAs(session, traces.read(session), options);
      }
      chat(surroundings.home(), session, Stay.KEPT, options);
    }
    return ExitCode.OK.code();
  }

  private void chat(Path home, String name, Stay stay, SessionOptions options) throws IOException {
    boolean person = surroundings.screen() == Screen.TERMINAL;
    try (Engine engine = opening.open(surroundings);
        Sessions sessions =
            new Sessions(
                engine,
                opening.lastingName(surroundings),
                home,
                Sessions.DEFAULT_BUDGET_BYTES,
                Clock.systemUTC());
        ChatRoom room =
            new ChatRoom(
                sessions,
                name,
                stay,
                new ChatRoom.Manner(Optional.ofNullable(system), answering::request, options),
                surroundings.out(),
                surroundings.ink())) {
      if (person) {
        surroundings
            .out()
            .printf("%s, kernels %s. /help lists commands.%n", opening.model(), engine.kernels());
        new ChatTerminal(room, surroundings.home().resolve("history")).run();
      } else {
        lines(room);
      }
    }
  }

  private SessionOptions options() {
    if (budget != null && budget < 1) {
      throw wrong("found --budget " + budget + ", wanted 1 or more columns");
    }
    if (policy == null) {
      // A budget without a word on how to keep it means all that there is.
      return budget == null
          ? SessionOptions.PLAIN
          : SessionOptions.PLAIN.withPolicies("budget", OptionalLong.of(budget));
    }
    return SessionOptions.PLAIN.withPolicies(
        policy, budget == null ? OptionalLong.empty() : OptionalLong.of(budget));
  }

  /** A session goes on as it was begun; what is asked for now must not say otherwise. */
  private void continueAs(String name, Trace trace, SessionOptions wanted) {
    opening.usually(trace.opened().model());
    if (policy != null || budget != null) {
      SessionOptions found = SessionOptions.of(trace);
      if (!found.policies().equals(wanted.policies()) || !found.budget().equals(wanted.budget())) {
        throw wrong(
            "session %s was begun with policies %s%s; leave --policy and --budget out"
                .formatted(
                    name,
                    found.policies(),
                    found.budget().isPresent()
                        ? " and a budget of " + found.budget().getAsLong()
                        : ""));
      }
    }
    if (system != null && begun(trace) && !system(trace).equals(Optional.of(system))) {
      throw wrong("session %s was begun with another system message".formatted(name));
    }
  }

  private static boolean begun(Trace trace) {
    return trace.events().stream().anyMatch(event -> event instanceof TraceEvent.Appended);
  }

  private static Optional<String> system(Trace trace) {
    return trace.events().stream()
        .filter(event -> event instanceof TraceEvent.Appended)
        .flatMap(event -> ((TraceEvent.Appended) event).parts().stream())
        .filter(part -> part.role() == PartRole.SYSTEM)
        .map(part -> part.text())
        .findFirst();
  }

  private ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(command.commandLine(), message);
  }

  private static void lines(ChatRoom room) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = in.readLine()) != null) {
      if (room.take(line) == ChatRoom.Next.LEAVE) {
        return;
      }
    }
  }
}
