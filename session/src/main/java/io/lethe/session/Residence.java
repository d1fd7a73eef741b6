package io.lethe.session;

import io.lethe.engine.TokenSession;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's columns are: in memory, or on the disk until they are wanted again. Owns them.
 * Whoever uses them locks them; who wants their room, or a copy, does not wait for that. Safe for
 * many threads.
 */
final class Residence {
  private final ReentrantLock lock = new ReentrantLock();
  private final Supplier<Restoration.Restored> waking;
  private @Nullable TokenSession tokens;
  private CacheOrigin origin;
  private int columns; // while they are on the disk
  private boolean closed;

  Residence(TokenSession tokens, CacheOrigin origin, Supplier<Restoration.Restored> waking) {
    this.tokens = tokens;
    this.origin = origin;
    this.waking = waking;
  }

  /** Uses the columns, which are brought back if they were given up. */
  <T> T use(Function<TokenSession, T> work) {
    lock.lock();
    try {
      return work.apply(awake());
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the columns where they are, for this thread, until {@link #release}. */
  void hold() {
    lock.lock();
  }

  void release() {
    lock.unlock();
  }

  private TokenSession awake() {
    if (closed) {
      throw new IllegalStateException("the session is closed; open it again");
    }
    TokenSession known = tokens;
    if (known == null) {
      Restoration.Restored restored = waking.get();
      known = restored.session();
      tokens = known;
      origin = restored.origin();
    }
    return known;
  }

  /** Uses the columns if they are in memory and nobody else does. */
  <T> Optional<T> useIfIdle(Function<TokenSession, Optional<T>> work) {
    if (lock.isHeldByCurrentThread() || !lock.tryLock()) {
      return Optional.empty();
    }
    try {
      return closed || tokens == null ? Optional.empty() : work.apply(tokens);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives the columns back if nobody uses them.
   *
   * @param keeping stores them first
   */
  void giveUpIfIdle(Consumer<TokenSession> keeping) {
    useIfIdle(session -> {
      keeping.accept(session);
      columns = session.liveColumns();
      session.close();
      tokens = null;
      return Optional.empty();
    });
  }

  /** Goes on with other columns in place of these. */
  void replace(TokenSession other) {
    use(before -> {
      before.close();
      tokens = other;
      return other;
    });
  }

  /** Columns that the model sees, wherever they are. */
  int liveColumns() {
    lock.lock();
    try {
      return tokens == null ? columns : tokens.liveColumns();
    } finally {
      lock.unlock();
    }
  }

  /** Where the columns came from that the next answer is computed on. */
  CacheOrigin origin() {
    lock.lock();
    try {
      return origin;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that an answer was computed. */
  void settle() {
    lock.lock();
    try {
      origin = new CacheOrigin.Live();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends all use. Idempotent.
   *
   * @param keeping stores the columns first, if they are in memory
   */
  void close(Consumer<TokenSession> keeping) {
    lock.lock();
    try {
      if (!closed && tokens != null) {
        keeping.accept(tokens);
      }
    } finally {
      closed = true;
      if (tokens != null) {
        tokens.close();
      }
      lock.unlock();
    }
  }
}
