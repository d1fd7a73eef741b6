package io.lethe.kv;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The blocks of one sequence, in order, and those that it has in reserve; holds each of them. For
 * one thread at a time.
 */
final class BlockTable {
  private final BlockPool pool;
  private final Deque<Block> reserve = new ArrayDeque<>();
  private Block[] blocks;
  private Reserving reserving = Reserving.NOTHING;

  /** What becomes of blocks that are not wanted any more. */
  private enum Reserving {
    NOTHING,
    WHAT_IS_GIVEN_BACK
  }

  BlockTable(BlockPool pool) {
    this(pool, new Block[0]);
  }

  private BlockTable(BlockPool pool, Block[] blocks) {
    this.pool = pool;
    this.blocks = blocks;
  }

  /** Another table of the same blocks. */
  BlockTable fork() {
    for (Block block : blocks) {
      pool.retain(block);
    }
    return new BlockTable(pool, blocks.clone());
  }

  int size() {
    return blocks.length;
  }

  Block block(int index) {
    return blocks[index];
  }

  MemorySegment memory(int index) {
    return blocks[index].memory();
  }

  /** All that it holds. */
  List<Block> blocks() {
    return Stream.concat(Arrays.stream(blocks), reserve.stream()).toList();
  }

  /** Blocks taken and not used yet. */
  int reserved() {
    return reserve.size();
  }

  /**
   * Takes blocks until {@code more} columns have room behind the first {@code columns}, or no block
   * is free; whatever is given back from now on stays in reserve too.
   */
  void reserve(int columns, int more) {
    reserving = Reserving.WHAT_IS_GIVEN_BACK;
    int end = Math.ceilDiv(Math.addExact(columns, more), pool.slots());
    int wanted = end - blocks.length + copies(columns);
    if (wanted > reserve.size()) {
      reserve.addAll(List.of(pool.takeMost(wanted - reserve.size())));
    }
  }

  /** How many more columns have room behind the first {@code columns}. */
  int reservedColumns(int columns) {
    int more = reserve.size() - copies(columns);
    return more < 0 ? 0 : (blocks.length + more) * pool.slots() - columns;
  }

  /** How many blocks go into a copy of the last one before a column is written behind it. */
  private int copies(int columns) {
    boolean full = columns % pool.slots() == 0;
    return full || pool.isWritable(blocks[blocks.length - 1]) ? 0 : 1;
  }

  /** Gives back what is in reserve. */
  void releaseReserve() {
    reserving = Reserving.NOTHING;
    reserve.forEach(pool::release);
    reserve.clear();
  }

  private void giveBack(Block block) {
    if (reserving == Reserving.WHAT_IS_GIVEN_BACK && pool.isWritable(block)) {
      reserve.add(block);
    } else {
      pool.release(block);
    }
  }

  /** The first from the reserve, the others from the pool. */
  private Block[] take(int count) {
    int own = Math.min(count, reserve.size());
    Block[] fresh = pool.take(count - own);
    Block[] taken = new Block[count];
    for (int i = 0; i < own; i++) {
      taken[i] = reserve.remove();
    }
    System.arraycopy(fresh, 0, taken, own, fresh.length);
    return taken;
  }

  /**
   * Adds {@code more} blocks at the end and puts copies in place of those blocks in {@code written}
   * that others hold too.
   *
   * @throws PoolFullException if there is no room for all of it; nothing changed then
   */
  void prepare(BitSet written, int more) {
    BitSet copied = (BitSet) written.clone();
    written.stream().filter(b -> pool.isWritable(blocks[b])).forEach(copied::clear);
    int copies = copied.cardinality();
    if (copies + more == 0) {
      return;
    }
    Block[] taken = take(copies + more);
    int next = 0;
    for (int b = copied.nextSetBit(0); b >= 0; b = copied.nextSetBit(b + 1)) {
      taken[next].memory().copyFrom(blocks[b].memory());
      replace(b, taken[next++]);
    }
    int before = blocks.length;
    blocks = Arrays.copyOf(blocks, before + more);
    System.arraycopy(taken, next, blocks, before, more);
  }

  /** Puts a block, held by the caller until now, in place of another, which is given back. */
  void replace(int index, Block block) {
    pool.release(blocks[index]);
    blocks[index] = block;
  }

  /** Adds a block that others hold as well. */
  void share(Block block) {
    pool.retain(block);
    blocks = Arrays.copyOf(blocks, blocks.length + 1);
    blocks[blocks.length - 1] = block;
  }

  /** Gives all blocks back but those in {@code kept}. */
  void keep(BitSet kept) {
    Block[] left = new Block[kept.cardinality()];
    int next = 0;
    for (int b = 0; b < blocks.length; b++) {
      if (kept.get(b)) {
        left[next++] = blocks[b];
      } else {
        giveBack(blocks[b]);
      }
    }
    blocks = left;
  }

  void truncate(int length) {
    if (length < blocks.length) {
      BitSet kept = new BitSet();
      kept.set(0, length);
      keep(kept);
    }
  }
}
