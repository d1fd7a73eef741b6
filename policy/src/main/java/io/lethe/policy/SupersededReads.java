package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads of a file that was read again or written later. Where both reads number their lines, only
 * the lines that were shown again go. A later read that failed, or of which nothing is left, does
 * not count, nor does a write that failed.
 */
public record SupersededReads() implements Policy {
  @Override
  public String name() {
    return "superseded-reads";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    List<Part> parts = transcript.parts();
    List<FilePath> known =
        parts.stream().filter(SupersededReads::touches).map(SupersededReads::path).toList();
    List<Choice> choices = new ArrayList<>();
    for (Part read : transcript.choosable()) {
      if (read.kind() == Kind.FILE_READ && touches(read)) {
        superseded(read, parts, known).ifPresent(choices::add);
      }
    }
    return List.copyOf(choices);
  }

  private Optional<Choice> superseded(Part read, List<Part> parts, List<FilePath> known) {
    FileLines lines = FileLines.of(read);
    Range all = new Range(0, read.text().codePointCount(0, read.text().length()));
    List<Range> ranges = new ArrayList<>();
    String reason = "";
    for (int at = parts.indexOf(read) + 1; at < parts.size(); at++) {
      Part later = parts.get(at);
      if (!touches(later) || FileLines.failed(later) || !path(read).same(path(later), known)) {
        continue;
      }
      if (later.kind() == Kind.FILE_WRITE && !refused(parts, at)) {
        ranges.add(all);
        reason = path(read) + " was written in turn " + later.turn();
      } else if (later.kind() == Kind.FILE_READ
          && later.state() != State.FORGOTTEN
          && later.gone().isEmpty()
          && !FileLines.cut(later)) {
        Optional<List<Range>> again = lines.shownAgainBy(FileLines.of(later), all);
        if (again.isPresent()) {
          ranges.addAll(again.get());
          reason =
              again.get().contains(all)
                  ? path(read) + " was read again in turn " + later.turn()
                  : "these lines of %s were read again in turn %d"
                      .formatted(path(read), later.turn());
        }
      }
    }
    return ranges.isEmpty() ? Optional.empty() : Choice.some(read, ranges, reason, this);
  }

  /** Whether a call to write was answered with an error. */
  private static boolean refused(List<Part> parts, int at) {
    return parts.get(at).role() == Role.ASSISTANT
        && parts.subList(at + 1, parts.size()).stream()
            .filter(part -> part.role() == Role.TOOL)
            .findFirst()
            .map(FileLines::failed)
            .orElse(false);
  }

  private static boolean touches(Part part) {
    return (part.kind() == Kind.FILE_READ || part.kind() == Kind.FILE_WRITE)
        && part.name().isPresent();
  }

  private static FilePath path(Part part) {
    return FilePath.of(part.name().orElse(""));
  }
}
