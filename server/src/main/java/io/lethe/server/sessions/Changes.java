package io.lethe.server.sessions;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells whoever watches a session that something happened to it. Safe for many threads. */
public final class Changes {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Map<String, Long> counts = new HashMap<>();

  public Changes() {}

  /** Something happened to a session. */
  public void happened(String session) {
    lock.lock();
    try {
      counts.merge(session, 1L, Long::sum);
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How often something happened to it, since the start. */
  public long count(String session) {
    lock.lock();
    try {
      return counts.getOrDefault(session, 0L);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something happens after a count, or for a while; returns the count now. */
  long await(String session, long seen, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (counts.getOrDefault(session, 0L) == seen && left > 0) {
        left = news.awaitNanos(left);
      }
      return counts.getOrDefault(session, 0L);
    } finally {
      lock.unlock();
    }
  }
}
