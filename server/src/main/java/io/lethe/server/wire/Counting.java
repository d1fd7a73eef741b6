package io.lethe.server.wire;

import io.lethe.history.Request;
import java.util.Optional;

/** Whoever knows how long a history is. Safe for many threads. */
@FunctionalInterface
public interface Counting {
  /**
   * Tokens that the model would see if the history were answered; its context edits are carried out
   * in the count.
   */
  int tokens(Request request);

  /**
   * A count for the session that the history continues.
   *
   * @param visible tokens that the model would see
   * @param whole tokens that it would see had the session forgotten nothing
   * @param session that the history continues, if one does
   */
  record Counted(int visible, int whole, Optional<String> session) {}

  /** The count for the session that the history continues, if one does; it does not change. */
  default Counted counted(Request request) {
    int tokens = tokens(request);
    return new Counted(tokens, tokens, Optional.empty());
  }
}
