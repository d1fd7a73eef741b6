package io.lethe.lab;

import io.lethe.imports.Recording;
import io.lethe.imports.RecordingReader;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A session that somebody had with another program, and what is to forget while it is replayed.
 *
 * @param name what a person calls it
 * @param plans in the order in which they are measured; none: those that a size measures
 */
public record Recorded(String name, Recording recording, List<PlanName> plans) {
  private static final String SHIPPED = "recording.jsonl";
  private static final String COUNTED = "counted";
  private static final int SMOKE_TURNS = 6;

  /** Blocks held beside the columns: those that are not full, and copies of shared ones. */
  private static final int SPARE_BLOCKS = 8;

  private static final List<PlanName> FEW = named("budget@50%", "random:1@50%");
  private static final List<PlanName> ALL =
      named(
          "reminders",
          "superseded-reads",
          "past-thoughts",
          "old-tool-results:2",
          "default",
          "budget@50%",
          "random:1@50%");

  /**
   * How much of it is replayed.
   *
   * @param turns that are replayed, from the first one on: those wanted that fit
   * @param wanted turns that the size wants
   * @param recorded turns that there are
   * @param tokens of those that are replayed
   */
  public record Reach(int turns, int wanted, int recorded, int tokens) {}

  public Recorded {
    plans = List.copyOf(plans);
  }

  private static List<PlanName> named(String... texts) {
    return List.of(texts).stream().map(PlanName::new).toList();
  }

  /** The one that comes with Lethe. */
  public static Recorded shipped() {
    try (InputStream stream = Recorded.class.getResourceAsStream(SHIPPED)) {
      if (stream == null) {
        throw new IllegalStateException(SHIPPED + " is not packed");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return new Recorded(
          SHIPPED, RecordingReader.read(SHIPPED, text, Optional.empty()), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What another program wrote.
   *
   * @throws io.lethe.imports.RecordingException if it is none of a known format
   */
  public static Recorded read(Path file) throws IOException {
    return new Recorded(
        String.valueOf(file.getFileName()),
        RecordingReader.read(file, Optional.empty()),
        List.of());
  }

  /** The same under other plans. */
  public Recorded under(List<PlanName> others) {
    return new Recorded(name, recording, others);
  }

  /** The plans that a size measures: those that were named, or some of the usual ones. */
  public List<PlanName> plans(Size size) {
    return plans.isEmpty() ? size.choose(FEW, ALL) : plans;
  }

  /**
   * How many turns of it fit into the engine's columns twice, once with and once without deletions;
   * at smoke size the first ones. Writes sessions and removes them.
   *
   * @throws LabException.NoRoom if not even the first one does
   * @throws io.lethe.imports.RecordingException if nobody answers in it
   */
  public Reach reach(Sessions sessions, Size size) {
    long room =
        sessions.engine().capacity() - (long) SPARE_BLOCKS * sessions.engine().pool().slots();
    int most = size.choose(SMOKE_TURNS, Integer.MAX_VALUE);
    Recording.Imported found = counted(sessions, most);
    int recorded = found.turns() + found.later();
    int wanted = found.turns();
    int fit = 0; // turns that are known to fit
    int next = wanted;
    int over = wanted + 1; // turns that are known not to
    while (fit + 1 < over) {
      found = counted(sessions, next);
      if (2L * found.tokens() <= room) {
        fit = next;
      } else {
        over = next;
      }
      next = (fit + over) / 2;
    }
    found = counted(sessions, Math.max(1, fit));
    if (fit == 0) {
      throw new LabException.NoRoom(name, Math.max(0, room), 2L * found.tokens());
    }
    return new Reach(fit, wanted, recorded, found.tokens());
  }

  private Recording.Imported counted(Sessions sessions, int turns) {
    remove(sessions, COUNTED);
    try {
      return recording.write(sessions, COUNTED, SessionOptions.PLAIN, turns);
    } finally {
      remove(sessions, COUNTED);
    }
  }

  private static void remove(Sessions sessions, String session) {
    if (sessions.contains(session)) {
      sessions.remove(session);
    }
  }
}
