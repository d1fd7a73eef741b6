package io.lethe.history;

import io.lethe.session.KvMap;
import io.lethe.session.SessionView;
import io.lethe.trace.Trace;
import java.util.Optional;

/**
 * A session as it was at one moment: all of it from the same one. Immutable.
 *
 * @param trace up to that moment
 * @param map where its columns lay; nothing while it is being opened
 * @param use whether somebody used it then; if so it is as it was before that
 */
public record Glance(SessionView view, Trace trace, Optional<KvMap> map, Use use) {
  /** Whether somebody uses a session. */
  public enum Use {
    FREE,
    BUSY
  }
}
