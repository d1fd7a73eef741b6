package io.lethe.engine;

import io.lethe.kv.BlockLease;
import io.lethe.kv.KvSequence;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Brings a session into another engine, as one would that was stored on disk. */
final class Restart {
  private Restart() {}

  /**
   * Closes {@code old} and returns one in its state, over copies of its blocks.
   *
   * @param mapped counts the copies that are in use
   */
  static TokenSession of(TokenSession old, Engine engine, AtomicInteger mapped) {
    KvSequence from = old.sequence();
    TokenSession session = engine.newSession();
    for (int start = 0; start < from.columns(); start += from.pool().slots()) {
      int end = Math.min(from.columns(), start + from.pool().slots());
      int[] columns = IntStream.range(start, end).toArray();
      try (BlockLease written = from.lease(start);
          BlockLease read = adopt(written, engine, mapped)) {
        session
            .sequence()
            .attach(
                read,
                Arrays.stream(columns).mapToLong(from::position).toArray(),
                Arrays.stream(columns).mapToLong(from::hiddenFrom).toArray());
      }
    }
    session.skip(Math.toIntExact(from.nextPosition() - session.nextPosition()));
    int pending = Math.toIntExact(old.nextPosition() - from.nextPosition());
    session.restore(
        old.tokens(),
        IntStream.range(0, old.length() - pending).mapToLong(old::position).toArray());
    old.close();
    return session;
  }

  private static BlockLease adopt(BlockLease written, Engine engine, AtomicInteger mapped) {
    Arena arena = Arena.ofShared();
    MemorySegment copy = arena.allocate(written.memory().byteSize(), 64);
    copy.copyFrom(written.memory());
    mapped.incrementAndGet();
    return engine
        .pool()
        .adopt(
            copy,
            () -> {
              mapped.decrementAndGet();
              arena.close();
            });
  }
}
