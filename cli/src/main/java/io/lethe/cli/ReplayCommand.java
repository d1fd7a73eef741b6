package io.lethe.cli;

import io.lethe.engine.Engine;
import io.lethe.session.Divergence;
import io.lethe.session.Replay;
import io.lethe.session.Replay.Deletions;
import io.lethe.session.Session;
import io.lethe.session.Sessions;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import java.time.Clock;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lethe replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run a session again, and compare every token of the model and the columns at the end.",
      "Exit code 1 where anything differs; the first difference is printed.",
      "With --as: make a session as it was after a turn."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe replay work",
      "  lethe replay trace.jsonl --model smollm2 --threads 1 --json",
      "  lethe replay work --without-deletions",
      "  lethe replay work --until 3 --as work-at-3"
    })
final class ReplayCommand implements Callable<Integer> {
  /** What came of it, as a program reads it. */
  record JsonReport(
      String trace,
      String model,
      String deletions,
      int turns,
      int tokens,
      int checked,
      int statesCompared,
      int columns,
      String digest,
      double seconds,
      double tokensPerSecond,
      @Nullable Divergence divergence) {}

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec command;

  @Mixin private TraceArgument argument = new TraceArgument();

  @Option(
      names = "--until",
      paramLabel = "TURN",
      description = "The last turn to replay; turns count from 0, as lethe trace shows them.")
  private @Nullable Integer until;

  @Option(
      names = "--as",
      paramLabel = "NEWNAME",
      description = "With --until: begin a session of this name at that point.")
  private @Nullable String as;

  @Option(
      names = "--without-deletions",
      description = "As if nothing had ever been deleted; nothing is compared then.")
  private boolean withoutDeletions;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private OpenOptions opening = new OpenOptions();

  ReplayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Trace trace = argument.read(surroundings);
    require(trace);
    opening.usually(trace.opened().model());
    try (Engine engine = opening.open(surroundings)) {
      return as == null ? replay(engine, trace) : begin(engine, as);
    }
  }

  private void require(Trace trace) {
    int last =
        trace.events().stream()
            .mapToInt(event -> event instanceof TraceEvent.Generated each ? each.turn() : -1)
            .max()
            .orElse(-1);
    if (until != null && (until < 0 || until > last)) {
      throw wrong(
          "found --until %d, wanted %s"
              .formatted(until, last < 0 ? "a trace with an answer" : "0 to " + last));
    }
    if (as != null && (until == null || withoutDeletions || !argument.isSession(surroundings))) {
      throw wrong("found --as, wanted a session's name and --until TURN with it, nothing else");
    }
  }

  private int replay(Engine engine, Trace trace) {
    Deletions deletions = withoutDeletions ? Deletions.LEFT_OUT : Deletions.AS_RECORDED;
    Replay replay =
        new Replay(engine, deletions, until == null ? OptionalInt.empty() : OptionalInt.of(until));
    Replay.Report report;
    try (ShareBar bar = new ShareBar(surroundings, "replaying")) {
      report = replay.run(argument.given(), trace, bar);
    }
    if (json) {
      surroundings.printJson(json(trace, deletions, report));
    } else {
      print(engine, deletions, report);
    }
    return (report.divergence().isEmpty() ? ExitCode.OK : ExitCode.DISAGREEMENT).code();
  }

  private void print(Engine engine, Deletions deletions, Replay.Report report) {
    surroundings
        .out()
        .printf(
            Locale.ROOT,
            "%s, %d tokens in %.2f s (%.0f tok/s)%n%d columns, digest %s%n%s%n",
            Words.count(report.turns(), "turn"),
            report.tokens(),
            report.seconds(),
            speed(report),
            report.columns(),
            report.digest(),
            verdict(engine, deletions, report));
  }

  private static String verdict(Engine engine, Deletions deletions, Replay.Report report) {
    if (report.divergence().isPresent()) {
      return switch (report.divergence().get()) {
        case Divergence.OtherToken token ->
            "DIFFERS at event %d, token %d: recorded %s, found %s"
                .formatted(
                    token.event(),
                    token.index(),
                    shown(engine, token.recorded()),
                    shown(engine, token.found()));
        case Divergence.OtherState state ->
            "DIFFERS in the columns after event %d: recorded digest %s, found %s"
                .formatted(state.event(), state.recorded(), state.found());
      };
    }
    return switch (deletions) {
      case LEFT_OUT -> "nothing was deleted, so nothing was compared";
      case AS_RECORDED ->
          "the same: %s chosen again%s"
              .formatted(
                  Words.count(report.checked(), "token"),
                  report.statesCompared() == 0
                      ? "; no digest was recorded to compare the columns with"
                      : ", and the columns to the bit");
    };
  }

  private static String shown(Engine engine, int token) {
    return token >= 0 && token < engine.tokenizer().vocabulary().size()
        ? "%d \"%s\"".formatted(token, Words.start(engine.tokenizer().piece(token), 40))
        : Integer.toString(token);
  }

  private static double speed(Replay.Report report) {
    return report.seconds() > 0 ? report.tokens() / report.seconds() : 0;
  }

  private JsonReport json(Trace trace, Deletions deletions, Replay.Report report) {
    return new JsonReport(
        argument.given(),
        trace.opened().model(),
        deletions.name().toLowerCase(Locale.ROOT),
        report.turns(),
        report.tokens(),
        report.checked(),
        report.statesCompared(),
        report.columns(),
        report.digest(),
        report.seconds(),
        speed(report),
        report.divergence().orElse(null));
  }

  private int begin(Engine engine, String name) {
    try (Sessions sessions =
            new Sessions(
                engine,
                opening.lastingName(surroundings),
                surroundings.home(),
                Sessions.DEFAULT_BUDGET_BYTES,
                Clock.systemUTC());
        Session session = sessions.forkAt(argument.given(), until == null ? 0 : until, name)) {
      surroundings
          .out()
          .printf(
              "%s is %s as it was after turn %d: %s, %s. Go on: lethe chat --session %s%n",
              name,
              argument.given(),
              session.turn() - 1,
              Words.count(session.turn(), "turn"),
              Words.count(session.columns(), "column"),
              name);
    }
    return ExitCode.OK.code();
  }

  private ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(command.commandLine(), message);
  }
}
