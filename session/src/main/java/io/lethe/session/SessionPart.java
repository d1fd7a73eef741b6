package io.lethe.session;

import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import io.lethe.trace.TraceEvent;
import java.util.BitSet;
import java.util.Optional;

/**
 * A part of a session as it stands now. Immutable.
 *
 * @param id unique in the session, counting up
 * @param turn the turn that read it first, or wrote it
 * @param firstToken its first token among all of the session's, forgotten ones included
 * @param endToken one after its last token
 * @param gone which of its tokens were deleted, counted from {@code firstToken}; not to be changed
 */
public record SessionPart(
    int id,
    PartRole role,
    PartKind kind,
    Optional<String> name,
    String text,
    int turn,
    int firstToken,
    int endToken,
    BitSet gone,
    Pin pin) {
  /** Whether policies may choose the part. */
  public enum Pin {
    PINNED,
    FREE;

    TraceEvent.Pinned.Pin traced() {
      return switch (this) {
        case PINNED -> TraceEvent.Pinned.Pin.PINNED;
        case FREE -> TraceEvent.Pinned.Pin.UNPINNED;
      };
    }
  }

  /** Tokens that the model still sees. */
  public int columns() {
    return endToken - firstToken - gone.cardinality();
  }

  /** Whether nothing is left of it. */
  public boolean isForgotten() {
    return endToken > firstToken && columns() == 0;
  }

  /** Whether a part of it went and the rest stayed. */
  public boolean isPartlyForgotten() {
    return columns() > 0 && !gone.isEmpty();
  }

  SessionPart pinned(Pin newPin) {
    return new SessionPart(id, role, kind, name, text, turn, firstToken, endToken, gone, newPin);
  }

  SessionPart without(BitSet tokens) {
    BitSet all = (BitSet) gone.clone();
    all.or(tokens);
    return new SessionPart(id, role, kind, name, text, turn, firstToken, endToken, all, pin);
  }
}
