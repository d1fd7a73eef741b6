package io.lethe.cli;

import io.lethe.trace.SessionListing;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lethe sessions}. */
@Command(
    name = "sessions",
    mixinStandardHelpOptions = true,
    description = "List the sessions that are kept, those used last first; delete some with rm.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe sessions",
      "  lethe sessions --json",
      "  lethe sessions rm work",
      "  lethe chat --session work"
    })
final class SessionsCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  /** A session as a program reads it; {@code trouble} only where it cannot be opened. */
  record Listed(
      String name,
      @Nullable String model,
      @Nullable Integer turns,
      @Nullable String lastUsed,
      long traceBytes,
      @Nullable String trouble) {}

  private final Surroundings surroundings;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  SessionsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<SessionListing> sessions = TraceArgument.traces(surroundings).list();
    if (json) {
      surroundings.printJson(sessions.stream().map(SessionsCommand::listed).toList());
    } else if (sessions.isEmpty()) {
      surroundings.out().println("No session yet. Begin one: lethe chat --session NAME");
    } else {
      surroundings.out().println(table(sessions));
    }
    return ExitCode.OK.code();
  }

  private static TextTable table(List<SessionListing> sessions) {
    TextTable table = new TextTable("NAME", "MODEL", "TURNS", "LAST USED", "TRACE");
    for (SessionListing session : sessions) {
      String size = Math.ceilDiv(session.bytes(), 1000L) + " kB";
      switch (session) {
        case SessionListing.Sound sound ->
            table.add(
                sound.name(),
                Words.start(sound.model(), 40),
                Integer.toString(sound.turns()),
                TIME.format(sound.lastUsed()),
                size);
        case SessionListing.Damaged damaged ->
            table.add(
                damaged.name(), "damaged: " + Words.start(damaged.trouble(), 80), "", "", size);
      }
    }
    return table;
  }

  private static Listed listed(SessionListing session) {
    return switch (session) {
      case SessionListing.Sound sound ->
          new Listed(
              sound.name(),
              sound.model(),
              sound.turns(),
              sound.lastUsed().toString(),
              sound.bytes(),
              null);
      case SessionListing.Damaged damaged ->
          new Listed(damaged.name(), null, null, null, damaged.bytes(), damaged.trouble());
    };
  }
}
