package io.lethe.history;

import io.lethe.session.SessionPart;
import io.lethe.session.SessionView;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.util.Comparator;

/**
 * What a list tells of a session at a glance. Immutable.
 *
 * @param title the beginning of what the user said first, on one line; empty if that is nothing
 * @param columns that the model sees
 * @param tokens ever read and written
 */
public record Gist(String title, int columns, int tokens) {
  /** Code points of a title: a line of a narrow list, twice. */
  private static final int SHOWN = 80;

  /** Characters that are looked at: enough for a title, whatever blanks are among them. */
  private static final int LOOKED_AT = 1000;

  static Gist of(SessionView view) {
    return new Gist(title(view), view.columns(), view.length());
  }

  /** Reminders stand in front of what some clients' users say. */
  private static String title(SessionView view) {
    return view.parts().stream()
        .filter(part -> part.role() == PartRole.USER && !part.text().isBlank())
        .min(Comparator.comparing(part -> part.kind() == PartKind.REMINDER))
        .map(SessionPart::text)
        .map(Gist::shortened)
        .orElse("");
  }

  private static String shortened(String text) {
    String blankless = text.strip();
    String beginning = blankless.substring(0, Math.min(LOOKED_AT, blankless.length()));
    String line = beginning.replaceAll("[\\s\\p{Cntrl}]+", " ");
    int length = line.codePointCount(0, line.length());
    return length <= SHOWN && beginning.length() == blankless.length()
        ? line
        : line.substring(0, line.offsetByCodePoints(0, Math.min(SHOWN, length))).strip() + "…";
  }
}
