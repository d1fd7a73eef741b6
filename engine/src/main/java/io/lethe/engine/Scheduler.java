package io.lethe.engine;

import io.lethe.kv.KvSequence;
import io.lethe.model.Batch;
import io.lethe.model.Model;
import io.lethe.tensor.Rows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets sessions in many threads compute together. There is no thread of its own: whoever comes when
 * nobody computes does so, for all who wait, until its own wish is fulfilled; then one of those who
 * wait goes on. So one session alone never hands anything over.
 *
 * <p>Which tokens meet in a batch depends on time; no bit of a result does.
 */
final class Scheduler {
  /** The most of a step's time that is spent waiting for those who write, one part in so many. */
  private static final int PATIENCE_PART = 4;

  private static final long LEAST_PATIENCE_NANOS = 1_000_000;
  private static final long MOST_PATIENCE_NANOS = 10_000_000;

  private final Model model;
  private final Rows logits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition allCame = lock.newCondition();
  private final Lineup lineup;
  private final Writers writers = new Writers();
  private final Deque<Condition> loners = new ArrayDeque<>(); // who wants to work alone, in order
  private @Nullable Thread busy; // who computes or works alone
  private boolean lonerWasLast;
  private boolean closing;
  private volatile boolean closed;
  private long patience = LEAST_PATIENCE_NANOS;
  private long batches;
  private long tokens;

  /**
   * @param chunk the most tokens of prompts in a batch
   */
  Scheduler(Model model, int chunk) {
    this.model = model;
    this.logits = new Rows(model.config().vocabulary());
    this.lineup = new Lineup(chunk);
  }

  /**
   * Computes a wish, with those of others, and returns how many of its tokens were: all unless it
   * was cancelled. On failure its sequences are as it found them.
   */
  int compute(Wish wish) {
    if (wish.left() == 0) {
      return 0;
    }
    lock.lock();
    try {
      requireIdle();
      lineup.add(wish);
      wish.sequences().forEach(sequence -> writers.came(sequence, patience));
      callWhoGathers();
      while (!wish.isOver()) {
        if (busy == null && (loners.isEmpty() || lonerWasLast)) {
          lead(wish);
        } else {
          wish.changed(lock).awaitUninterruptibly();
        }
      }
    } finally {
      lineup.remove(wish);
      lock.unlock();
    }
    return wish.result();
  }

  /** Computes for all who wait until {@code own} is over or somebody wants to work alone. */
  private void lead(Wish own) {
    busy = Thread.currentThread();
    try {
      do {
        gather();
        lineup.removeCancelled().forEach(this::end);
        List<Piece> pieces = lineup.next(writers.count());
        long start = System.nanoTime();
        lock.unlock();
        try {
          compute(pieces, own);
        } finally {
          lock.lock();
        }
        note(pieces, System.nanoTime() - start);
      } while (!own.isOver() && loners.isEmpty());
    } finally {
      lonerWasLast = false;
      passOn();
    }
  }

  /** Waits a little for those who write and have no wish yet. */
  private void gather() {
    long deadline = System.nanoTime() + patience;
    boolean interrupted = false;
    while (writers.awaited() > 0) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        writers.giveUp();
      } else {
        try {
          long _ = allCame.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void callWhoGathers() {
    if (writers.awaited() == 0) {
      allCame.signal();
    }
  }

  /**
   * Computes a batch, without the lock. A wish for which there is no room, or that the model does
   * not take, fails alone.
   */
  private void compute(List<Piece> pieces, Wish own) {
    if (pieces.isEmpty()) {
      return;
    }
    Batch batch = new Batch();
    for (Piece piece : pieces) {
      try {
        piece.addTo(batch);
      } catch (RuntimeException | Error e) {
        pieces.forEach(Piece::undo);
        piece.wish().fail(e);
        compute(pieces.stream().filter(other -> other != piece).toList(), own);
        return;
      }
    }
    try {
      model.forward(batch, logits);
    } catch (RuntimeException | Error e) {
      pieces.forEach(Piece::undo);
      if (pieces.size() == 1) {
        pieces.getFirst().wish().fail(e);
      } else {
        pieces.forEach(piece -> compute(List.of(piece), own));
      }
      return;
    }
    pieces.forEach(piece -> piece.handOut(logits, own));
  }

  private void note(List<Piece> pieces, long nanos) {
    if (pieces.isEmpty()) {
      return;
    }
    for (Piece piece : pieces) {
      tokens += piece.tokens();
      if (lineup.served(piece) == Lineup.Place.OVER) {
        end(piece.wish());
      }
    }
    batches++;
    patience =
        Math.clamp(
            (3 * patience + nanos / PATIENCE_PART) / 4, LEAST_PATIENCE_NANOS, MOST_PATIENCE_NANOS);
  }

  /** From now on its thread is on the way to the next wish, awake or not. */
  private void end(Wish wish) {
    wish.sequences().forEach(writers::went);
    wish.end();
  }

  /** Does something while nobody else computes. */
  <T> T alone(Supplier<T> work) {
    lock.lock();
    try {
      requireIdle();
      Condition turn = lock.newCondition();
      loners.add(turn);
      while (busy != null || !turn.equals(loners.peek()) || (lonerWasLast && !lineup.isEmpty())) {
        turn.awaitUninterruptibly();
      }
      loners.remove();
      if (closed) {
        passOn();
      }
      requireOpen();
      busy = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    try {
      return work.get();
    } finally {
      lock.lock();
      try {
        lonerWasLast = true;
        passOn();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Lets the next one compute: those who want to be alone and the others take turns. */
  private void passOn() {
    busy = null;
    if (closed) {
      lineup
          .removeAll()
          .forEach(wish -> {
            wish.fail(new IllegalStateException("the engine is closed"));
            end(wish);
          });
    }
    if (!loners.isEmpty() && (lineup.isEmpty() || !lonerWasLast)) {
      loners.element().signal();
    } else if (!lineup.isEmpty()) {
      lineup.first().wake();
    }
  }

  /** Does something during which a session writes token after token. */
  <T> T writing(KvSequence sequence, Supplier<T> work) {
    lock.lock();
    try {
      writers.enter(sequence);
    } finally {
      lock.unlock();
    }
    try {
      return work.get();
    } finally {
      lock.lock();
      try {
        writers.leave(sequence);
        callWhoGathers();
      } finally {
        lock.unlock();
      }
    }
  }

  Load load() {
    lock.lock();
    try {
      return new Load(lineup.size() + loners.size(), writers.count(), batches, tokens);
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  private void requireIdle() {
    requireOpen();
    if (Thread.currentThread().equals(busy)) {
      throw new IllegalStateException(
          "found a call from a listener that is being shown logits, wanted it afterwards");
    }
  }

  /**
   * Does something after which nothing is computed any more; waits for who computes. Idempotent.
   */
  void close(Runnable work) {
    lock.lock();
    try {
      if (closing) {
        return;
      }
      closing = true;
    } finally {
      lock.unlock();
    }
    alone(() -> {
      closed = true;
      work.run();
      return work;
    });
  }
}
