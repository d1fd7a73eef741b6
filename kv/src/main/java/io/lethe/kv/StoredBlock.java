package io.lethe.kv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/** What opening a stored block came to. All but {@link Found} mean: compute its columns again. */
public sealed interface StoredBlock {
  /** The block that was asked for. */
  BlockId id();

  /**
   * The block is here, and every bit is as it was written. Owns the map of the file until it is
   * closed; the store does not evict it before. Safe for many threads.
   */
  final class Found implements StoredBlock, AutoCloseable {
    private final BlockId id;
    private final BlockHeader header;
    private final MemorySegment payload;
    private final Arena arena;
    private final Runnable unpin;
    private final AtomicBoolean closed = new AtomicBoolean();

    Found(BlockId id, BlockHeader header, MemorySegment payload, Arena arena, Runnable unpin) {
      this.id = id;
      this.header = header;
      this.payload = payload;
      this.arena = arena;
      this.unpin = unpin;
    }

    @Override
    public BlockId id() {
      return id;
    }

    /**
     * The block's memory as {@link BlockPool} lays it out, read-only, aligned to 4096 bytes where
     * pages are not larger; valid until {@link #close}.
     */
    public MemorySegment payload() {
      return payload;
    }

    /** Columns there is room for. */
    public int slots() {
      return header.slots();
    }

    /** Columns that were written, the first ones; the others hold anything. */
    public int usedSlots() {
      return header.used();
    }

    /** The SHA-256 of each used column, 32 bytes each. */
    public byte[] columnDigests() {
      return header.digests().clone();
    }

    /**
     * Ends the map and lets the store evict the block. Closing twice does nothing.
     *
     * @throws IllegalStateException if an operation on the payload is under way; it stays open then
     */
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        try {
          arena.close();
        } catch (IllegalStateException e) {
          closed.set(false); // somebody reads it this moment: it is still open
          throw e;
        }
        unpin.run();
      }
    }
  }

  /** There is no such block: it was never written, or evicted. */
  record Missing(BlockId id) implements StoredBlock {}

  /**
   * A file of that name cannot be what was written.
   *
   * @param reason file, found and wanted
   */
  record Damaged(BlockId id, String reason) implements StoredBlock {}

  /**
   * A file of that name is whole, but of another model, shape or version.
   *
   * @param reason file, found and wanted
   */
  record Foreign(BlockId id, String reason) implements StoredBlock {}
}
