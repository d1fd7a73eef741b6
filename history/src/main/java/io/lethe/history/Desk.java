package io.lethe.history;

import io.lethe.history.Listed.Presence;
import io.lethe.session.KvMap;
import io.lethe.session.Session;
import io.lethe.session.Sessions;
import io.lethe.trace.StateId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that are open, each used by one at a time; those that were not used for longest are
 * closed when there are too many. Safe for many threads.
 */
final class Desk implements AutoCloseable {
  private final Sessions sessions;
  private final int most;
  private final Map<String, Place> places = new LinkedHashMap<>(16, 0.75f, true);

  /** Room for one session, opened or not. */
  private static final class Place {
    private final Semaphore free = new Semaphore(1);
    private @Nullable Session session; // used by who has the permit
    private volatile @Nullable Moment before; // while it is used: what it was before that
    private boolean given; // given up: look for the place again
  }

  /** Where a session stood when it was lent. */
  record Moment(StateId state, KvMap map) {
    static Moment of(Session session) {
      return new Moment(session.state(), session.map());
    }
  }

  /**
   * @param most how many sessions stay open
   */
  Desk(Sessions sessions, int most) {
    this.sessions = sessions;
    this.most = most;
  }

  /** How long there has been a session. */
  enum Age {
    NEW,
    KNOWN
  }

  /** A session that nobody else uses until this is closed. */
  final class Loan implements AutoCloseable {
    private final String name;
    private final Place place;
    private final Session session;
    private final Age age;

    private Loan(String name, Place place, Session session, Age age) {
      this.name = name;
      this.place = place;
      this.session = session;
      this.age = age;
    }

    /** Whether the session was begun for this. */
    Age age() {
      return age;
    }

    Session session() {
      return session;
    }

    /** Closes the session, so that who wants it next opens it anew. */
    void giveUp() {
      if (place.session != null) {
        place.session = null;
        session.close();
      }
    }

    /** Deletes the session. */
    void remove() {
      giveUp();
      sessions.remove(name);
    }

    @Override
    public void close() {
      place.before = null;
      if (place.session == null) {
        abandon(name, place);
      }
      place.free.release();
      closeIdle();
    }
  }

  /** Waits until nobody uses the session; opens it if it is not. */
  Loan borrow(String name) {
    while (true) {
      Place place = place(name);
      place.free.acquireUninterruptibly();
      Optional<Loan> loan = lend(name, place);
      if (loan.isPresent()) {
        return loan.get();
      }
    }
  }

  /** The session, unless somebody uses it. */
  Optional<Loan> borrowIfFree(String name) {
    Place place = place(name);
    return place.free.tryAcquire() ? lend(name, place) : Optional.empty();
  }

  private Optional<Loan> lend(String name, Place place) {
    if (place.given) {
      place.free.release();
      return Optional.empty();
    }
    boolean lent = false;
    try {
      Session known = place.session;
      Session session = known == null ? sessions.open(name) : known;
      place.session = session;
      place.before = Moment.of(session);
      lent = true;
      return Optional.of(new Loan(name, place, session, Age.KNOWN));
    } finally {
      if (!lent) {
        if (place.session == null) {
          abandon(name, place);
        }
        place.free.release();
      }
    }
  }

  /** Takes a session in that was just begun, and lends it. */
  Loan add(Session session) {
    Place place = new Place();
    place.free.acquireUninterruptibly();
    place.session = session;
    place.before = Moment.of(session);
    synchronized (places) {
      places.put(session.name(), place);
    }
    return new Loan(session.name(), place, session, Age.NEW);
  }

  /** What a session was before somebody began to use it; nothing if nobody does, or not yet. */
  Optional<Moment> before(String name) {
    synchronized (places) {
      return places.entrySet().stream() // to look for it by name would count as a use
          .filter(entry -> entry.getKey().equals(name))
          .findFirst()
          .flatMap(entry -> Optional.ofNullable(entry.getValue().before));
    }
  }

  /** Where the sessions are that are not only on the disk. */
  Map<String, Presence> presences() {
    Map<String, Presence> all = new HashMap<>();
    synchronized (places) {
      places.forEach((name, place) ->
          all.put(name, place.free.availablePermits() == 0 ? Presence.BUSY : Presence.OPEN));
    }
    return all;
  }

  private Place place(String name) {
    synchronized (places) {
      return places.computeIfAbsent(name, _ -> new Place());
    }
  }

  private void abandon(String name, Place place) {
    place.given = true;
    synchronized (places) {
      places.remove(name, place);
    }
  }

  private void closeIdle() {
    List<Session> closing = new ArrayList<>();
    synchronized (places) {
      List<String> names = new ArrayList<>(places.keySet());
      for (String name : names) {
        if (places.size() <= most) {
          break;
        }
        Place place = places.get(name);
        if (place != null && place.free.tryAcquire()) {
          places.remove(name);
          place.given = true;
          if (place.session != null) {
            closing.add(place.session);
          }
          place.free.release();
        }
      }
    }
    closing.forEach(Session::close);
  }

  /** How many sessions are open. */
  int open() {
    synchronized (places) {
      return places.size();
    }
  }

  /** Waits for who uses sessions, and closes them all. */
  @Override
  public void close() {
    List<String> names;
    synchronized (places) {
      names = new ArrayList<>(places.keySet());
    }
    for (String name : names) {
      Place place = place(name);
      place.free.acquireUninterruptibly();
      if (place.session != null) {
        place.session.close();
        place.session = null;
      }
      abandon(name, place);
      place.free.release();
    }
  }
}
