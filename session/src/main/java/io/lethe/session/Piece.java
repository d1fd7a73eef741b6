package io.lethe.session;

import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.util.Optional;

/**
 * Something to be read that will be a part: a message, or a piece of one. Neighbouring pieces of
 * one role are one message, tool results excepted, which are a message each.
 *
 * @param name of the tool, or the path of the file
 * @param text as it is to stand in the message, blanks and line ends included
 */
public record Piece(PartRole role, PartKind kind, Optional<String> name, String text) {
  public Piece {
    if (text.isBlank()) {
      throw new IllegalArgumentException("found a blank " + kind + ", wanted some text");
    }
  }

  public static Piece system(String text) {
    return new Piece(PartRole.SYSTEM, PartKind.SYSTEM, Optional.empty(), text);
  }

  public static Piece user(String text) {
    return new Piece(PartRole.USER, PartKind.TEXT, Optional.empty(), text);
  }

  /** A piece of the user's message that is no question: a log, the contents of a file. */
  public static Piece attached(PartKind kind, String name, String text) {
    return new Piece(PartRole.USER, kind, Optional.of(name), text);
  }

  /** What a part said, to be said again by the user. */
  static Piece again(SessionPart part) {
    return new Piece(
        PartRole.USER,
        part.kind() == PartKind.SYSTEM ? PartKind.TEXT : part.kind(),
        part.name(),
        part.text().strip() + "\n\n");
  }

  public static Piece toolResult(String tool, PartKind kind, String text) {
    return new Piece(PartRole.TOOL, kind, Optional.of(tool), text);
  }
}
