package io.lethe.trace;

import java.util.List;
import java.util.Optional;

/**
 * An addressable piece of a message.
 *
 * @param id how people and models name it; 0 or more, never used twice in a trace
 * @param name of the tool, the path of the file, or another label
 * @param text the piece as it was given, before a template and a tokenizer saw it
 * @param start the first token of the piece, as an index into its event's tokens
 * @param end one after its last token; equal to {@code start} if it took none
 */
public record TracedPart(
    int id, PartRole role, PartKind kind, Optional<String> name, String text, int start, int end) {
  public TracedPart {
    Wanted.atLeast(0, id, "part id");
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "found tokens [%d, %d) in part %d, wanted 0 <= start <= end".formatted(start, end, id));
    }
    name.ifPresent(given -> Wanted.words(given, "name in part " + id));
  }

  /** A part without a name. */
  public TracedPart(int id, PartRole role, PartKind kind, String text, int start, int end) {
    this(id, role, kind, Optional.empty(), text, start, end);
  }

  /** How many tokens it took. */
  public int tokens() {
    return end - start;
  }

  /** Refuses parts that are out of order, overlap, or go past {@code tokens}. */
  static List<TracedPart> inOrder(List<TracedPart> parts, int tokens) {
    int from = 0;
    for (TracedPart part : parts) {
      if (part.start < from || part.end > tokens) {
        throw new IllegalArgumentException(
            "found tokens [%d, %d) in part %d, wanted them within [%d, %d)"
                .formatted(part.start, part.end, part.id, from, tokens));
      }
      from = part.end;
    }
    return List.copyOf(parts);
  }
}
