package io.lethe.server.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many requests compute at a time; the others wait in the order in which they came. Safe
 * for many threads.
 */
final class Admission {
  /** Whether a request may compute. */
  sealed interface Answer {
    /** It may, until this is closed. */
    record Granted(Semaphore places) implements Answer, AutoCloseable {
      @Override
      public void close() {
        places.release();
      }
    }

    /** Too many are waiting. */
    record Crowded(int retryAfterSeconds) implements Answer {}

    /** It waited in vain. */
    record Late() implements Answer {}
  }

  private final int most;
  private final int mostWaiting;
  private final Semaphore places;
  private final AtomicInteger waiting = new AtomicInteger();

  Admission(int most, int mostWaiting) {
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.places = new Semaphore(most, true);
  }

  int running() {
    return most - places.availablePermits();
  }

  int waiting() {
    return waiting.get();
  }

  /**
   * Waits for a place.
   *
   * @param patience how long
   */
  Answer enter(Duration patience) throws InterruptedException {
    // A free place is not enough: whoever waits was here before.
    if (waiting.get() == 0 && places.tryAcquire()) {
      return new Answer.Granted(places);
    }
    int ahead = waiting.getAndIncrement();
    try {
      if (ahead >= mostWaiting) {
        return new Answer.Crowded(Math.clamp(1 + ahead / most, 1, 60));
      }
      return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)
          ? new Answer.Granted(places)
          : new Answer.Late();
    } finally {
      waiting.getAndDecrement();
    }
  }
}
