package io.lethe.session;

import io.lethe.policy.Choice;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.trace.TraceEvent;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** What a session has read and written, as of one moment. Immutable, safe for many threads. */
public final class SessionView {
  private final String name;
  private final SessionOptions options;
  private final String fingerprint;
  private final int turn;
  private final int columns;
  private final List<SessionPart> parts;
  private final List<Deletion> deletions;
  private final int[] ids;
  private final Tokenizer tokenizer;

  SessionView(String name, TraceEvent.Opened opened, SessionState state, Tokenizer tokenizer) {
    this.name = name;
    this.options = SessionOptions.read(opened.options());
    this.fingerprint = opened.fingerprint();
    this.turn = state.turn();
    this.columns = state.columns();
    this.parts = state.parts();
    this.deletions = state.deletions();
    this.ids = state.timeline().ids();
    this.tokenizer = tokenizer;
  }

  public String name() {
    return name;
  }

  public SessionOptions options() {
    return options;
  }

  /** Of the model that made it, lower-case hexadecimal. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The turn that comes next; also how many answers there are. */
  public int turn() {
    return turn;
  }

  /** Every part, forgotten ones included, in the order of their ids. */
  public List<SessionPart> parts() {
    return parts;
  }

  /** Everything that was deleted, the oldest first. */
  public List<Deletion> deletions() {
    return deletions;
  }

  /** Columns that the model sees. */
  public int columns() {
    return columns;
  }

  /** All tokens ever read or written. */
  public int length() {
    return ids.length;
  }

  /** Whether nothing is left of what is chosen. */
  public boolean isGone(Choice choice) {
    SessionPart part = parts.get(choice.partId());
    return part.isForgotten() || chosen(choice, part).cardinality() == gone(choice);
  }

  /** How many tokens of what is chosen were deleted. */
  public int gone(Choice choice) {
    SessionPart part = parts.get(choice.partId());
    if (part.gone().isEmpty()) {
      return 0;
    }
    BitSet gone = chosen(choice, part);
    gone.and(part.gone());
    return gone.cardinality();
  }

  private BitSet chosen(Choice choice, SessionPart part) {
    int[] own = Arrays.copyOfRange(ids, part.firstToken(), part.endToken());
    return PolicyView.tokens(choice, part, own, tokenizer);
  }
}
