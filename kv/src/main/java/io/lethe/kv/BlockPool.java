package io.lethe.kv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Owns the memory of every block. A block holds {@link #slots} columns of all layers and heads;
 * closing the pool ends every slice handed out. Memory is taken from the system when a block is
 * first used and kept for reuse.
 *
 * <p>Layout of a block, in floats, little-endian:
 *
 * <pre>
 * Block = [layer][kvHead] { keys: [dim][slot], values: [slot][valueStride] }
 * </pre>
 *
 * Keys lie dimension by dimension so that one vector holds the same dimension of neighbouring
 * columns and a score is a chain of fused multiply-adds without a horizontal sum.
 *
 * <p>Safe for use by many threads.
 */
public final class BlockPool implements AutoCloseable {
  /** Slots of a block are a multiple of this: the width of a kernel's tile. */
  public static final int SLOT_MULTIPLE = 32;

  private final Arena arena = Arena.ofShared();
  private final KvShape shape;
  private final int slots;
  private final int capacity;
  private final List<MemorySegment> blocks = new ArrayList<>();
  private final BitSet used = new BitSet();
  private boolean closed;

  /**
   * @param slots columns of a block, a multiple of {@value #SLOT_MULTIPLE}
   * @param capacity the most blocks that may be in use at once
   */
  public BlockPool(KvShape shape, int slots, int capacity) {
    if (slots < 1 || slots % SLOT_MULTIPLE != 0) {
      throw new IllegalArgumentException(
          "found blocks of " + slots + " slots, wanted a multiple of " + SLOT_MULTIPLE);
    }
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "found a capacity of " + capacity + " blocks, wanted at least 1");
    }
    this.shape = shape;
    this.slots = slots;
    this.capacity = capacity;
  }

  public KvShape shape() {
    return shape;
  }

  /** Columns of a block. */
  public int slots() {
    return slots;
  }

  /** The most blocks that may be in use at once. */
  public int capacity() {
    return capacity;
  }

  /** Bytes of one block. */
  public long blockBytes() {
    return shape.blockFloats(slots) * Float.BYTES;
  }

  /** The number of blocks in use. */
  public synchronized int usedBlocks() {
    return used.cardinality();
  }

  /** The number of blocks that can still be taken. */
  public synchronized int freeBlocks() {
    return capacity - used.cardinality();
  }

  /**
   * Takes {@code count} blocks, all or none.
   *
   * @throws PoolFullException if fewer are free; nothing is taken then
   */
  synchronized int[] take(int count) {
    if (closed) {
      throw new IllegalStateException("the pool is closed");
    }
    if (count > freeBlocks()) {
      throw new PoolFullException(count, freeBlocks(), capacity, slots);
    }
    int[] taken = new int[count];
    int block = -1;
    for (int i = 0; i < count; i++) {
      block = used.nextClearBit(block + 1);
      if (block == blocks.size()) {
        blocks.add(arena.allocate(blockBytes(), 64));
      }
      taken[i] = block;
    }
    // Only now: had the system refused memory above, no block would be lost.
    for (int taking : taken) {
      used.set(taking);
    }
    return taken;
  }

  /** Gives a block back; its contents are undefined from now on. */
  synchronized void release(int block) {
    if (!used.get(block)) {
      throw new IllegalStateException("block " + block + " is not in use");
    }
    used.clear(block);
  }

  /** The memory of a block in use, valid until it is released. */
  synchronized MemorySegment memory(int block) {
    if (!used.get(block)) {
      throw new IllegalStateException("block " + block + " is not in use");
    }
    return blocks.get(block);
  }

  /** The byte at which the keys {@code [dim][slot]} of a layer's head start in a block. */
  public long keysOffset(int layer, int kvHead) {
    return ((long) layer * shape.kvHeads() + kvHead) * shape.headFloats(slots) * Float.BYTES;
  }

  /**
   * The byte at which the values {@code [slot][valueStride]} of a layer's head start in a block.
   */
  public long valuesOffset(int layer, int kvHead) {
    return keysOffset(layer, kvHead) + (long) slots * shape.headDim() * Float.BYTES;
  }

  /**
   * Compares the blocks in use with those that {@code sequences}, all that exist, hold.
   *
   * @throws IllegalStateException if a block is held twice, held but free, or used by nobody
   */
  public synchronized void checkIntegrity(List<KvSequence> sequences) {
    BitSet held = new BitSet();
    for (KvSequence sequence : sequences) {
      for (int block : sequence.blockTable()) {
        if (held.get(block)) {
          throw new IllegalStateException("block " + block + " is held twice");
        }
        held.set(block);
      }
      sequence.checkIntegrity();
    }
    if (!held.equals(used)) {
      throw new IllegalStateException("blocks in use " + used + " differ from blocks held " + held);
    }
  }

  /** Frees all memory. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }
}
