package io.lethe.server.sessions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How long recent turns took. Safe for many threads. */
public final class TurnTimes {
  /** Seconds until the first token came, and until the last. */
  public record Took(double firstTokenSeconds, double seconds) {}

  private record Key(String session, int turn) {}

  private static final int MOST = 10_000;

  private final Map<Key, Took> times =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Took> eldest) {
          return size() > MOST;
        }
      };

  public TurnTimes() {}

  /** Notes a turn. */
  public synchronized void note(String session, int turn, Took took) {
    times.put(new Key(session, turn), took);
  }

  synchronized Optional<Took> of(String session, int turn) {
    return Optional.ofNullable(times.get(new Key(session, turn)));
  }
}
