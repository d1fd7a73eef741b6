package io.lethe.server.sessions;

import io.lethe.history.Owner;
import io.lethe.session.Replay;
import io.lethe.session.Session;
import io.lethe.trace.SessionListing;
import io.lethe.trace.Trace;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The sessions of owners. What is another owner's does not exist: {@link
 * io.lethe.history.HistoryException.NoSession}. Safe for many threads.
 */
public interface Conversations {
  /** An owner's sessions, those used last first. */
  List<SessionListing> sessions(Owner owner);

  /** Does something with a session, opened if need be, while nobody else uses it. */
  <T> T session(Owner owner, String name, Function<Session, T> work);

  /** What happened to a session, which may be in use. */
  Trace trace(Owner owner, String name);

  /** Deletes a session and its trace. */
  void delete(Owner owner, String name);

  /** Begins a session as a copy of another one. */
  void fork(Owner owner, String name, String newName);

  /**
   * Begins a session as another one was after a turn.
   *
   * @param turn the last one that is kept
   */
  void forkAt(Owner owner, String name, int turn, String newName);

  /** Replays a session and compares. */
  Replay.Report replay(
      Owner owner, String name, Replay.Deletions deletions, OptionalInt until);
}
