package io.lethe.server.sessions;

import io.lethe.history.HistoryException;
import io.lethe.history.Owner;
import io.lethe.session.Replay;
import io.lethe.session.Session;
import io.lethe.session.Sessions;
import io.lethe.trace.SessionListing;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceFolder;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The sessions of a folder, all of one owner. Those that were used stay open. */
public final class KeptConversations implements Conversations, AutoCloseable {
  private final Sessions sessions;
  private final TraceFolder traces;
  private final Map<String, Session> open = new ConcurrentHashMap<>();

  /**
   * @param traces where the sessions keep theirs
   */
  public KeptConversations(Sessions sessions, TraceFolder traces) {
    this.sessions = sessions;
    this.traces = traces;
  }

  @Override
  public List<SessionListing> sessions(Owner owner) {
    return sessions.list();
  }

  @Override
  public <T> T session(Owner owner, String name, Function<Session, T> work) {
    require(name);
    Session session = open.computeIfAbsent(name, sessions::open);
    synchronized (session) {
      return work.apply(session);
    }
  }

  @Override
  public Trace trace(Owner owner, String name) {
    require(name);
    return sessions.trace(name);
  }

  @Override
  public void delete(Owner owner, String name) {
    require(name);
    Session session = open.remove(name);
    if (session != null) {
      session.close();
    }
    traces.remove(name);
  }

  @Override
  public void fork(Owner owner, String name, String newName) {
    open.put(newName, session(owner, name, session -> session.fork(newName)));
  }

  @Override
  public void forkAt(Owner owner, String name, int turn, String newName) {
    require(name);
    open.put(newName, sessions.forkAt(name, turn, newName));
  }

  @Override
  public Replay.Report replay(
      Owner owner, String name, Replay.Deletions deletions, OptionalInt until) {
    require(name);
    return sessions.replay(name, deletions, until);
  }

  private void require(String name) {
    if (!sessions.contains(name)) {
      throw new HistoryException.NoSession(name);
    }
  }

  @Override
  public void close() {
    open.values().forEach(Session::close);
    open.clear();
  }
}
