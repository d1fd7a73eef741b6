package io.lethe.kv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Owns the memory of every block and counts who holds each. A block holds {@link #slots} columns of
 * all layers and heads; closing the pool ends every slice handed out. Memory is taken from the
 * system when a block is first used and kept for reuse. A block is free when nobody holds it; one
 * that several hold is written by none of them. Adopted blocks are memory of somebody else, such as
 * a mapped file: never written, given back to their owner, and counted like the pool's own.
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
  private final Set<Block> used = new HashSet<>();
  private final Deque<Block> free = new ArrayDeque<>();
  private int numbered;
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

  /** The number of blocks in use, adopted ones included; a block that many hold counts once. */
  public synchronized int usedBlocks() {
    return used.size();
  }

  /** The number of blocks that can still be taken. */
  public synchronized int freeBlocks() {
    return capacity - used.size();
  }

  /**
   * Makes memory of somebody else a block: full of columns already, and never written. The owner is
   * told, once, by whichever thread lets go of it last, or by closing the pool.
   *
   * @param memory {@link #blockBytes} bytes, laid out as a block, that stay as they are until
   *     {@code whenReleased} runs
   * @return the first hold on it; see {@link KvSequence#attach}
   * @throws PoolFullException if there is no room; the owner is not told then
   */
  public synchronized BlockLease adopt(MemorySegment memory, Runnable whenReleased) {
    requireOpen();
    if (memory.byteSize() != blockBytes() || !memory.isNative()) {
      throw new IllegalArgumentException(
          "found "
              + (memory.isNative() ? "" : "heap ")
              + "memory of "
              + memory.byteSize()
              + " bytes, wanted native memory of a block's "
              + blockBytes());
    }
    requireFree(1);
    Block block = new Block(numbered++, memory.asReadOnly(), whenReleased);
    hold(block);
    return new BlockLease(this, block);
  }

  /**
   * Takes {@code count} blocks, all or none; the caller holds each.
   *
   * @throws PoolFullException if fewer are free; nothing is taken then
   */
  synchronized Block[] take(int count) {
    requireOpen();
    requireFree(count);
    // Had the system refused memory in this loop, the blocks made before it would be free ones.
    while (free.size() < count) {
      free.addLast(new Block(numbered++, arena.allocate(blockBytes(), 64), () -> {}));
    }
    Block[] taken = new Block[count];
    for (int i = 0; i < count; i++) {
      taken[i] = free.removeFirst();
      hold(taken[i]);
    }
    return taken;
  }

  /** Takes {@code count} blocks, or as many as are free; the caller holds each. */
  synchronized Block[] takeMost(int count) {
    return take(Math.clamp(count, 0, freeBlocks()));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the pool is closed");
    }
  }

  private void requireFree(int count) {
    int found = capacity - used.size();
    if (count > found) {
      throw new PoolFullException(count, found, capacity, slots);
    }
  }

  private void hold(Block block) {
    block.holders = 1;
    used.add(block);
  }

  /** Counts one more who holds a block in use. */
  synchronized void retain(Block block) {
    requireUsed(block);
    block.holders++;
  }

  /** Counts one less; when it was the last, the block's contents are undefined from now on. */
  void release(Block block) {
    synchronized (this) {
      if (closed) {
        return;
      }
      requireUsed(block);
      if (--block.holders > 0) {
        return;
      }
      used.remove(block);
      if (!block.isAdopted()) {
        free.addFirst(block);
      }
    }
    // Outside of the lock: what an owner does then is its own business.
    block.tellOwner();
  }

  private void requireUsed(Block block) {
    if (!used.contains(block)) {
      throw new IllegalStateException(block + " is not in use");
    }
  }

  /** Whether its only holder may write into it. */
  synchronized boolean isWritable(Block block) {
    return block.holders == 1 && !block.isAdopted();
  }

  /** What a holder of the block may do with it. */
  synchronized Holding holding(Block block) {
    if (block.isAdopted()) {
      return Holding.ADOPTED;
    }
    return block.holders == 1 ? Holding.SOLE : Holding.SHARED;
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
   * {@link #checkIntegrity(List, List)} where nobody but {@code sequences} holds blocks.
   *
   * @throws IllegalStateException if they disagree
   */
  public void checkIntegrity(List<KvSequence> sequences) {
    checkIntegrity(sequences, List.of());
  }

  /**
   * Compares the count of every block with those who hold it: {@code sequences} and {@code leases},
   * all that exist. Each sequence checks itself as well.
   *
   * @throws IllegalStateException if a block is counted wrongly, held but free, or used by nobody
   */
  public synchronized void checkIntegrity(List<KvSequence> sequences, List<BlockLease> leases) {
    List<Block> holds = new ArrayList<>();
    for (KvSequence sequence : sequences) {
      sequence.checkIntegrity();
      holds.addAll(sequence.blocks());
    }
    leases.stream().filter(BlockLease::isOpen).map(BlockLease::block).forEach(holds::add);
    Map<Block, Integer> held = new HashMap<>();
    holds.forEach(block -> held.merge(block, 1, Integer::sum));
    held.forEach((block, count) -> {
      if (!used.contains(block) || count != block.holders) {
        throw new IllegalStateException(
            block + " is held by " + count + ", counted " + block.holders);
      }
    });
    if (held.size() != used.size()) {
      throw new IllegalStateException(
          used.size() + " blocks in use, " + held.size() + " held by somebody");
    }
    if (free.stream().anyMatch(used::contains) || used.size() > capacity) {
      throw new IllegalStateException(
          "free blocks " + free + " and used blocks " + used + " of " + capacity);
    }
  }

  /** Frees all memory and tells the owners of adopted blocks. Idempotent. */
  @Override
  public void close() {
    List<Block> ended;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      ended = List.copyOf(used);
      arena.close();
    }
    ended.forEach(Block::tellOwner);
  }
}
