package io.lethe.kv;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * An ordered list of columns, held by a block table over a {@link BlockPool}. Column i lies in slot
 * {@code i % pool.slots()} of the table's block {@code i / pool.slots()}, and has the position that
 * RoPE saw. Columns stand in the order of their positions. A forgotten column keeps its slot until
 * its whole block is forgotten; it has no position.
 *
 * <p>Owns its blocks. For one thread at a time.
 */
public final class KvSequence implements AutoCloseable {
  /** What {@link #position} says of a column that was forgotten. */
  public static final long FORGOTTEN = -1;

  /** Beyond it a double does not hold every integer, and RoPE's angles would be wrong. */
  private static final long POSITION_LIMIT = 1L << 53;

  private final BlockPool pool;
  private int[] table = new int[0];
  private MemorySegment[] memory = new MemorySegment[0];
  private long[] positions = new long[0]; // ~position where forgotten
  private int columns;
  private int forgotten;
  private long nextPosition;
  private boolean closed;

  /** An empty sequence whose first column gets position {@code firstPosition}. */
  public KvSequence(BlockPool pool, long firstPosition) {
    if (firstPosition < 0 || firstPosition > POSITION_LIMIT) {
      throw new IllegalArgumentException(
          "found position " + firstPosition + ", wanted 0 to " + POSITION_LIMIT);
    }
    this.pool = pool;
    this.nextPosition = firstPosition;
  }

  public BlockPool pool() {
    return pool;
  }

  /** Slots in use, forgotten columns that still have one included. */
  public int columns() {
    return columns;
  }

  /** Columns that attention sees. */
  public int liveColumns() {
    return columns - forgotten;
  }

  /** The position that the next column gets unless another is asked for. */
  public long nextPosition() {
    return nextPosition;
  }

  /** The position of column {@code i}, or {@link #FORGOTTEN}. */
  public long position(int i) {
    return Math.max(positions[i], FORGOTTEN);
  }

  /** The memory of the block that holds column {@code i}. */
  public MemorySegment block(int i) {
    return memory[i / pool.slots()];
  }

  /**
   * The positions of all columns, in the order of columns, negative where a column was forgotten;
   * valid until the sequence changes.
   */
  public long[] positions() {
    return positions;
  }

  /**
   * Appends {@code count} columns at the next positions and returns the index of the first; their
   * keys and values are undefined until a model writes them.
   *
   * @throws PoolFullException if there is no room; the sequence is unchanged then
   */
  public int append(int count) {
    requireOpen();
    requireRoom(count);
    int first = columns;
    int blocks = blocks(Math.addExact(columns, count));
    if (blocks > table.length) {
      int[] taken = pool.take(blocks - table.length);
      int before = table.length;
      table = Arrays.copyOf(table, blocks);
      memory = Arrays.copyOf(memory, blocks);
      positions = Arrays.copyOf(positions, blocks * pool.slots());
      for (int i = 0; i < taken.length; i++) {
        table[before + i] = taken[i];
        memory[before + i] = pool.memory(taken[i]);
      }
    }
    for (int i = 0; i < count; i++) {
      positions[first + i] = nextPosition++;
    }
    columns += count;
    return first;
  }

  /** Leaves {@code count} positions out, as if columns had been there and were never read. */
  public void skip(long count) {
    requireRoom(count);
    nextPosition += count;
  }

  /**
   * Drops the columns from index {@code length} on and counts positions from the first dropped one
   * again, forgotten or not: the next column gets the position that one had. Dropping none changes
   * nothing.
   */
  public void truncate(int length) {
    if (length < 0 || length > columns) {
      throw new IllegalArgumentException("found length " + length + ", wanted 0 to " + columns);
    }
    if (length < columns) {
      nextPosition = positions[length] < 0 ? ~positions[length] : positions[length];
    }
    for (int i = length; i < columns; i++) {
      forgotten -= positions[i] < 0 ? 1 : 0;
    }
    columns = length;
    shrink(blocks(length));
  }

  private int blocks(int columns) {
    return Math.ceilDiv(columns, pool.slots());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the sequence is closed");
    }
  }

  private void requireRoom(long count) {
    if (count < 0 || count > POSITION_LIMIT - nextPosition) {
      throw new IllegalArgumentException(
          "found "
              + count
              + " positions after "
              + nextPosition
              + ", wanted 0 to "
              + (POSITION_LIMIT - nextPosition));
    }
  }

  private void shrink(int blocks) {
    for (int i = blocks; i < table.length; i++) {
      pool.release(table[i]);
    }
    table = Arrays.copyOf(table, blocks);
    memory = Arrays.copyOf(memory, blocks);
    positions = Arrays.copyOf(positions, blocks * pool.slots());
  }

  /**
   * Deletes the columns whose positions lie in any of the spans, in place: no key, value or
   * position of another column is touched. Blocks without a live column are given back. Returns how
   * many columns went.
   *
   * @throws IllegalArgumentException if no column would be left; nothing is deleted then
   */
  public int forget(List<Span> spans) {
    BitSet gone = live(Span.merged(spans));
    int count = gone.cardinality();
    if (count == 0) {
      return 0;
    }
    if (count == liveColumns()) {
      throw new IllegalArgumentException(
          "found a deletion of all "
              + count
              + " columns, wanted at least one left; end the session instead");
    }
    gone.stream().forEach(i -> positions[i] = ~positions[i]);
    forgotten += count;
    dropDeadBlocks();
    return count;
  }

  /** The live columns in any of the spans, which are in order and do not touch. */
  private BitSet live(List<Span> spans) {
    BitSet found = new BitSet(columns);
    int next = 0;
    for (int i = 0; i < columns; i++) {
      while (next < spans.size() && spans.get(next).end() <= positions[i]) {
        next++;
      }
      if (next < spans.size() && spans.get(next).contains(positions[i])) {
        found.set(i);
      }
    }
    return found;
  }

  private void dropDeadBlocks() {
    int slots = pool.slots();
    int kept = 0;
    for (int b = 0; b < table.length; b++) {
      int used = Math.min(columns - b * slots, slots);
      int dead = 0;
      for (int i = 0; i < used; i++) {
        dead += positions[b * slots + i] < 0 ? 1 : 0;
      }
      if (dead == slots) {
        pool.release(table[b]);
        continue;
      }
      table[kept] = table[b];
      memory[kept] = memory[b];
      System.arraycopy(positions, b * slots, positions, kept * slots, slots);
      kept++;
    }
    int dropped = table.length - kept;
    columns -= dropped * slots;
    forgotten -= dropped * slots;
    table = Arrays.copyOf(table, kept);
    memory = Arrays.copyOf(memory, kept);
    positions = Arrays.copyOf(positions, kept * slots);
  }

  int[] blockTable() {
    return table.clone();
  }

  void checkIntegrity() {
    if (table.length != blocks(columns)) {
      throw new IllegalStateException(
          columns + " columns in " + table.length + " blocks, wanted " + blocks(columns));
    }
    long last = -1;
    int dead = 0;
    for (int i = 0; i < columns; i++) {
      long position = positions[i] < 0 ? ~positions[i] : positions[i];
      if (position <= last || position >= nextPosition) {
        throw new IllegalStateException(
            "column " + i + " has position " + position + " after " + last);
      }
      last = position;
      dead += positions[i] < 0 ? 1 : 0;
    }
    if (dead != forgotten) {
      throw new IllegalStateException(dead + " forgotten columns, " + forgotten + " counted");
    }
  }

  /** Gives the blocks back. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      columns = 0;
      forgotten = 0;
      shrink(0);
    }
  }
}
