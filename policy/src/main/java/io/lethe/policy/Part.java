package io.lethe.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An addressable piece of a conversation, as policies see it.
 *
 * @param id its number, unique in the conversation
 * @param role who speaks
 * @param kind what it is
 * @param name the tool's name, or the path of a file read or written
 * @param text all of its text, what was forgotten of it included
 * @param turn the turn in which it was read or generated, from 0
 * @param columns how many live columns it holds; 0 when forgotten
 * @param state whether the model sees it
 * @param gone ranges of the text that were forgotten while the rest stayed; merged, and empty when
 *     all of it was forgotten
 */
public record Part(
    int id,
    Role role,
    Kind kind,
    Optional<String> name,
    String text,
    int turn,
    long columns,
    State state,
    List<Range> gone) {

  public Part {
    gone = Range.merged(gone);
    if (id < 0 || turn < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "a part counts from 0: found id %d, turn %d, columns %d".formatted(id, turn, columns));
    }
    if (state == State.FORGOTTEN && (columns > 0 || !gone.isEmpty())) {
      throw new IllegalArgumentException(
          "part %d is forgotten, so it holds no columns and no ranges: found %d and %s"
              .formatted(id, columns, gone));
    }
    if (!gone.isEmpty() && gone.getLast().end() > length(text)) {
      throw new IllegalArgumentException(
          "part %d has %d code points: found %s forgotten".formatted(id, length(text), gone));
    }
  }

  /** A live part of which nothing was forgotten. */
  public static Part live(int id, Role role, Kind kind, String text, int turn, long columns) {
    return new Part(id, role, kind, Optional.empty(), text, turn, columns, State.LIVE, List.of());
  }

  /** The same with the name of a tool or the path of a file. */
  public Part named(String other) {
    return new Part(id, role, kind, Optional.of(other), text, turn, columns, state, gone);
  }

  /** The same, which stays whatever a policy says. */
  public Part pinned() {
    return new Part(id, role, kind, name, text, turn, columns, State.PINNED, gone);
  }

  /** The same with all of its columns gone. */
  public Part forgotten() {
    return new Part(id, role, kind, name, text, turn, 0, State.FORGOTTEN, List.of());
  }

  /** The same with these ranges gone too, and with them so many columns. */
  public Part without(List<Range> ranges, long lost) {
    List<Range> all = Range.merged(Stream.concat(gone.stream(), ranges.stream()).toList());
    return new Part(id, role, kind, name, text, turn, Math.max(0, columns - lost), state, all);
  }

  /** What of the text the model still sees, merged; nothing when the part is forgotten. */
  public List<Range> seen() {
    return state == State.FORGOTTEN
        ? List.of()
        : Range.without(List.of(new Range(0, length(text))), gone);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
