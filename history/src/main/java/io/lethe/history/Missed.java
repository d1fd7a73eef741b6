package io.lethe.history;

import io.lethe.session.Piece;
import io.lethe.session.SessionPart;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.trace.PartRole;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A miss of which it is not known yet how much it takes.
 *
 * @param known the session that the client could expect to be continued, if there is one
 */
record Missed(Miss.Cause cause, String explanation, Optional<Known> known) {
  /** What a part says, whatever blanks stand around it. */
  private record Said(PartRole role, String text) {}

  /**
   * What was, or is to be, computed for a request.
   *
   * @param taken parts of turns that were answered before
   * @param computed tokens of those that were computed
   * @param asked pieces of the last question
   * @param unread tokens that have to be computed to read it, those of the template included
   */
  record Work(List<SessionPart> taken, int computed, List<Piece> asked, int unread) {}

  /** The miss; of the last question what is not new counts as its own text is long. */
  Miss miss(Work work, Tokenizer tokenizer) {
    Set<Said> before =
        known.map(session -> session.view().parts()).orElse(List.of()).stream()
            .map(part -> new Said(part.role(), part.text().strip()))
            .collect(Collectors.toSet());
    int taken = work.computed();
    if (known.isPresent()) {
      for (SessionPart part : work.taken()) {
        if (!before.contains(new Said(part.role(), part.text().strip()))) {
          taken -= part.endToken() - part.firstToken();
        }
      }
    }
    int asked = 0;
    int repeated = 0;
    for (Piece piece : work.asked()) {
      if (before.contains(new Said(piece.role(), piece.text().strip()))) {
        asked += tokenizer.encode(piece.text()).length;
        repeated++;
      }
    }
    asked = repeated == work.asked().size() ? work.unread() : Math.min(asked, work.unread());
    return new Miss(cause, Math.max(0, taken) + asked, explanation);
  }
}
