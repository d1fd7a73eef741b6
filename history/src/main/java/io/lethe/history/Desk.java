package io.lethe.history;

import io.lethe.session.Session;
import io.lethe.session.Sessions;
import java.util.ArrayList;
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
    private boolean given; // given up: look for the place again
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
    Session known = place.session;
    if (known != null) {
      return Optional.of(new Loan(name, place, known, Age.KNOWN));
    }
    boolean opened = false;
    try {
      Session session = sessions.open(name);
      place.session = session;
      opened = true;
      return Optional.of(new Loan(name, place, session, Age.KNOWN));
    } finally {
      if (!opened) {
        abandon(name, place);
        place.free.release();
      }
    }
  }

  /** Takes a session in that was just begun, and lends it. */
  Loan add(Session session) {
    Place place = new Place();
    place.free.acquireUninterruptibly();
    place.session = session;
    synchronized (places) {
      places.put(session.name(), place);
    }
    return new Loan(session.name(), place, session, Age.NEW);
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
