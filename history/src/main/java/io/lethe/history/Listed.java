package io.lethe.history;

import io.lethe.trace.SessionListing;
import java.util.Optional;

/**
 * A session in a list. Immutable.
 *
 * @param listing what its folder tells
 * @param gist what was said in it; nothing if its trace cannot be read
 */
public record Listed(SessionListing listing, Optional<Gist> gist, Presence presence) {
  /** Where a session is. */
  public enum Presence {
    /** On the disk only. */
    STORED,
    /** In memory, and free. */
    OPEN,
    /** In memory, or on its way there, and in use. */
    BUSY
  }

  /** The session's name. */
  public String name() {
    return listing.name();
  }
}
