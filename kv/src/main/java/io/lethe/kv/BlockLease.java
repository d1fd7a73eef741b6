package io.lethe.kv;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A hold on a block of a {@link BlockPool}, for those who are not a sequence: a writer that copies
 * it to disk, an index, a file that was mapped. As long as it is open the block is neither reused
 * nor written: a sequence that wants to write gets a copy first.
 *
 * <p>Safe for use by many threads.
 */
public final class BlockLease implements AutoCloseable {
  private final BlockPool pool;
  private final Block block;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one hold on the block. */
  BlockLease(BlockPool pool, Block block) {
    this.pool = pool;
    this.block = block;
  }

  /**
   * The block's memory, read-only, laid out as {@link BlockPool} says; valid until this is closed.
   *
   * @throws IllegalStateException if it was closed
   */
  public MemorySegment memory() {
    return block().memory().asReadOnly();
  }

  Block block() {
    if (closed.get()) {
      throw new IllegalStateException("found a closed lease of " + block + ", wanted an open one");
    }
    return block;
  }

  /** The block, for somebody in {@code wanted}. */
  Block block(BlockPool wanted) {
    if (wanted != pool) {
      throw new IllegalArgumentException(
          "found a block of another pool, wanted one of the sequence's");
    }
    return block();
  }

  boolean isOpen() {
    return !closed.get();
  }

  /** Ends the hold. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pool.release(block);
    }
  }
}
