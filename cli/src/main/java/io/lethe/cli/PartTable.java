package io.lethe.cli;

import io.lethe.session.Deletion;
import io.lethe.session.Session;
import io.lethe.session.SessionPart;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parts of a session for people, a line each. */
record PartTable(List<SessionPart> parts, List<Deletion> deletions) {
  private static final int MOST_WORDS = 36;
  private static final int MOST_NAME = 20;

  static PartTable of(Session session) {
    return new PartTable(session.parts(), session.deletions());
  }

  @Override
  public String toString() {
    TextTable table =
        new TextTable("PART", "TURN", "ROLE", "KIND", "NAME", "COLUMNS", "STATE", "TEXT");
    for (SessionPart part : parts) {
      table.add(
          Integer.toString(part.id()),
          Integer.toString(part.turn()),
          word(part.role()),
          word(part.kind()),
          part.name().map(name -> Words.start(name, MOST_NAME)).orElse(""),
          columns(part),
          state(part),
          Words.start(part.text(), MOST_WORDS));
    }
    return table.toString();
  }

  /** A constant as people read it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String columns(SessionPart part) {
    int all = part.endToken() - part.firstToken();
    return part.gone().isEmpty() ? Integer.toString(all) : part.columns() + " of " + all;
  }

  private String state(SessionPart part) {
    String pinned =
        switch (part.pin()) {
          case PINNED -> "pinned";
          case FREE -> "live";
        };
    String gone =
        last(part)
            .map(deletion -> " since turn %d by %s".formatted(deletion.since(), deletion.by()))
            .orElse("");
    if (part.isForgotten()) {
      return "forgotten" + gone;
    }
    return part.isPartlyForgotten() ? pinned + ", partly forgotten" + gone : pinned;
  }

  private Optional<Deletion> last(SessionPart part) {
    return deletions.reversed().stream()
        .filter(deletion -> deletion.parts().contains(part.id()))
        .findFirst();
  }
}
