package io.lethe.kv;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
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
  /** The position of a column that was forgotten. */
  public static final long FORGOTTEN = -1;

  private final BlockPool pool;
  private int[] table = new int[0];
  private MemorySegment[] memory = new MemorySegment[0];
  private long[] positions = new long[0];
  private int columns;
  private int forgotten;
  private long nextPosition;
  private boolean closed;

  /** An empty sequence whose first column gets position {@code firstPosition}. */
  public KvSequence(BlockPool pool, long firstPosition) {
    if (firstPosition < 0) {
      throw new IllegalArgumentException("found position " + firstPosition + ", wanted 0 or more");
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
    return positions[i];
  }

  /** The memory of the block that holds column {@code i}. */
  public MemorySegment block(int i) {
    return memory[i / pool.slots()];
  }

  /** The positions of all columns, in the order of columns; valid until the sequence changes. */
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
    int first = columns;
    int blocks = (columns + count + pool.slots() - 1) / pool.slots();
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
  public void skip(int count) {
    nextPosition += count;
  }

  /**
   * Drops the columns from index {@code length} on and counts positions from the first dropped one
   * again.
   */
  public void truncate(int length) {
    if (length < 0 || length > columns) {
      throw new IllegalArgumentException("found length " + length + ", wanted 0 to " + columns);
    }
    for (int i = columns - 1; i >= length; i--) {
      if (positions[i] == FORGOTTEN) {
        forgotten--;
      } else {
        nextPosition = positions[i];
      }
    }
    columns = length;
    shrink((length + pool.slots() - 1) / pool.slots());
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
    boolean[] gone = new boolean[columns];
    int count = 0;
    for (int i = 0; i < columns; i++) {
      long position = positions[i];
      gone[i] = position != FORGOTTEN && spans.stream().anyMatch(s -> s.contains(position));
      count += gone[i] ? 1 : 0;
    }
    if (count > 0 && count == liveColumns()) {
      throw new IllegalArgumentException(
          "found a deletion of all "
              + count
              + " columns, wanted at least one left; end the session instead");
    }
    for (int i = 0; i < columns; i++) {
      if (gone[i]) {
        positions[i] = FORGOTTEN;
      }
    }
    forgotten += count;
    if (count > 0) {
      dropDeadBlocks();
    }
    return count;
  }

  private void dropDeadBlocks() {
    int slots = pool.slots();
    int kept = 0;
    for (int b = 0; b < table.length; b++) {
      int used = Math.min(columns - b * slots, slots);
      int dead = 0;
      for (int i = 0; i < used; i++) {
        dead += positions[b * slots + i] == FORGOTTEN ? 1 : 0;
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
    int wanted = (columns + pool.slots() - 1) / pool.slots();
    if (table.length != wanted) {
      throw new IllegalStateException(
          columns + " columns in " + table.length + " blocks, wanted " + wanted);
    }
    long last = -1;
    int dead = 0;
    for (int i = 0; i < columns; i++) {
      if (positions[i] == FORGOTTEN) {
        dead++;
      } else if (positions[i] <= last || positions[i] >= nextPosition) {
        throw new IllegalStateException(
            "column " + i + " has position " + positions[i] + " after " + last);
      } else {
        last = positions[i];
      }
    }
    if (dead != forgotten) {
      throw new IllegalStateException(
          dead + " columns without position, " + forgotten + " counted");
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
