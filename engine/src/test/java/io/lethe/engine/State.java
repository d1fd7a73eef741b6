package io.lethe.engine;

import java.util.HexFormat;

/** All that decides what a session reads next: its columns, and where it counts on. */
record State(String digest, int liveColumns, long nextPosition) {
  /** The state of a session without pending tokens. */
  static State of(TokenSession session) {
    return new State(
        HexFormat.of().formatHex(session.stateDigest()),
        session.liveColumns(),
        session.nextPosition());
  }
}
