package io.lethe.kv;

import io.lethe.tensor.Kernels;
import io.lethe.tensor.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * An ordered list of columns, held by a block table over a {@link BlockPool}. Column i lies in slot
 * {@code i % pool.slots()} of the table's block {@code i / pool.slots()}, and has the position that
 * RoPE saw. Columns stand in the order of their positions.
 *
 * <p>A reader at position p sees column c if c is its own or before it and {@code p <
 * hiddenFrom(c)}. A column that the next reader does not see is dead. A dead column keeps its slot,
 * and a place among the indices, until its whole block is dead or {@link #defragment} takes it.
 * Indices therefore depend on what lies where; positions never do.
 *
 * <p>Blocks may be held by others as well, see {@link #fork}: whatever writes gets a copy of its
 * own first. Holds its blocks until it is closed. For one thread at a time, forks in different
 * threads included.
 */
public final class KvSequence implements AutoCloseable {
  /** What {@link #hiddenFrom} says of a column that no reader has lost. */
  public static final long NEVER = Long.MAX_VALUE;

  private final BlockPool pool;
  private final BlockTable table;
  private final Columns columns;
  private boolean closed;

  /** An empty sequence whose first column gets position {@code firstPosition}. */
  public KvSequence(BlockPool pool, long firstPosition) {
    this(pool, new BlockTable(pool), new Columns(firstPosition));
    if (firstPosition < 0 || firstPosition > Columns.POSITION_LIMIT) {
      throw new IllegalArgumentException(
          "found position " + firstPosition + ", wanted 0 to " + Columns.POSITION_LIMIT);
    }
  }

  private KvSequence(BlockPool pool, BlockTable table, Columns columns) {
    this.pool = pool;
    this.table = table;
    this.columns = columns;
  }

  /**
   * Another sequence with the same columns, in the same blocks. From now on neither notices what
   * happens to the other: marks are each one's own, and who writes into a block copies it first.
   */
  public KvSequence fork() {
    requireOpen();
    return new KvSequence(pool, table.fork(), columns.copy());
  }

  public BlockPool pool() {
    return pool;
  }

  /** Slots in use, those of dead columns included. */
  public int columns() {
    return columns.count();
  }

  /** Columns that the next reader sees. */
  public int liveColumns() {
    return columns.count() - columns.dead();
  }

  /** Columns that have a slot and are dead. */
  public int deadSlots() {
    return columns.dead();
  }

  /** The position that the next column gets unless another is asked for. */
  public long nextPosition() {
    return columns.nextPosition();
  }

  /** The position of column {@code i}, dead or not. */
  public long position(int i) {
    return columns.position(i);
  }

  /** The first position whose reader does not see column {@code i} any more, or {@link #NEVER}. */
  public long hiddenFrom(int i) {
    return columns.hiddenFrom(i);
  }

  /** Whether the next reader sees column {@code i}. */
  public boolean isLive(int i) {
    return !columns.isDead(i);
  }

  /**
   * The columns that some reader does not see, in order; neighbours with the same mark are one run.
   * Immutable: the sequence makes a new list when it changes.
   */
  public List<HiddenRun> hiddenRuns() {
    return columns.hiddenRuns();
  }

  /** The index of the first column at {@code position} or later; {@link #columns} if none is. */
  public int firstColumnAt(long position) {
    return columns.firstAt(position);
  }

  /** The memory of the block that holds column {@code i}; written only by whom it is meant for. */
  public MemorySegment block(int i) {
    return table.memory(i / pool.slots());
  }

  /** How the block that holds column {@code i} is held. */
  public Holding holding(int i) {
    return pool.holding(table.block(i / pool.slots()));
  }

  /** One more hold on the block that holds column {@code i}. */
  public BlockLease lease(int i) {
    Block block = table.block(i / pool.slots());
    pool.retain(block);
    return new BlockLease(pool, block);
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
    int first = columns.count();
    if (count > 0) {
      BitSet written = new BitSet();
      if (first % pool.slots() != 0) {
        written.set(first / pool.slots());
      }
      table.prepare(written, blocks(Math.addExact(first, count)) - table.size());
      columns.append(count);
    }
    return first;
  }

  /**
   * Appends the columns that a block already holds, from its first slot on, such as one that was
   * adopted. The sequence takes a hold of its own; the lease stays the caller's.
   *
   * @param positions of each column, rising, none before {@link #nextPosition}; only a column that
   *     nobody sees may have that of the next. The next position follows the last, or is the last's
   *     where nobody sees that one: {@link #skip} what was skipped behind it
   * @param hiddenFrom the first position whose reader does not see each column, or {@link #NEVER}
   * @throws IllegalArgumentException if the last block has free slots, or a number is out of range;
   *     nothing changed then
   */
  public void attach(BlockLease block, long[] positions, long[] hiddenFrom) {
    requireOpen();
    if (columns.count() % pool.slots() != 0) {
      throw new IllegalArgumentException(
          "found " + columns.count() + " columns, wanted whole blocks of " + pool.slots());
    }
    if (positions.length < 1
        || positions.length > pool.slots()
        || hiddenFrom.length != positions.length) {
      throw new IllegalArgumentException(
          "found %d positions and %d marks, wanted 1 to %d of both"
              .formatted(positions.length, hiddenFrom.length, pool.slots()));
    }
    long next = columns.nextPosition();
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] < next || positions[i] >= Columns.POSITION_LIMIT || hiddenFrom[i] < 0) {
        throw new IllegalArgumentException(
            "found position %d hidden from %d, wanted %d to %d"
                .formatted(positions[i], hiddenFrom[i], next, Columns.POSITION_LIMIT - 1));
      }
      next = hiddenFrom[i] == 0 ? positions[i] : positions[i] + 1;
    }
    table.share(block.block(pool));
    columns.attach(positions, hiddenFrom, next);
  }

  /**
   * {@link #attach(BlockLease, long[], long[])} where the digests of the columns are known.
   *
   * @param digests what {@link #columnDigest} says of each column, 32 bytes each
   */
  public void attach(BlockLease block, long[] positions, long[] hiddenFrom, byte[] digests) {
    if (digests.length != 32 * positions.length) {
      throw new IllegalArgumentException(
          "found %d bytes of digests for %d columns, wanted 32 for each"
              .formatted(digests.length, positions.length));
    }
    int first = columns.count();
    attach(block, positions, hiddenFrom);
    for (int i = 0; i < positions.length; i++) {
      columns.keepDigest(first + i, Arrays.copyOfRange(digests, 32 * i, 32 * (i + 1)));
    }
  }

  /**
   * Takes blocks in advance, until {@link #releaseReserve}, so that {@code count} more columns have
   * room whatever others take; returns how many have: fewer if there is no room for so many, never
   * fewer than before.
   */
  public int reserve(int count) {
    requireOpen();
    table.reserve(columns.count(), count);
    return reserved();
  }

  /** Columns that certainly have room, unless somebody shares the last block meanwhile. */
  public int reserved() {
    return table.reservedColumns(columns.count());
  }

  /** Blocks taken in advance and not used yet. */
  public int reservedBlocks() {
    return table.reserved();
  }

  /** Gives back what {@link #reserve} took and nobody used. */
  public void releaseReserve() {
    table.releaseReserve();
  }

  /** Leaves {@code count} positions out, as if columns had been there and were never read. */
  public void skip(long count) {
    requireRoom(count);
    columns.skip(count);
  }

  /**
   * Drops the columns from index {@code length} on and counts positions from the first dropped one
   * again, dead or not: the next column gets the position that one had. Dropping none changes
   * nothing.
   */
  public void truncate(int length) {
    if (length < 0 || length > columns.count()) {
      throw new IllegalArgumentException(
          "found length " + length + ", wanted 0 to " + columns.count());
    }
    if (length < columns.count()) {
      drop(length, columns.position(length));
    }
  }

  /**
   * Drops the columns at {@code position} and later and counts on from there, whether or not there
   * was a column.
   */
  public void truncateAt(long position) {
    if (position < 0 || position > columns.nextPosition()) {
      throw new IllegalArgumentException(
          "found position " + position + ", wanted 0 to " + columns.nextPosition());
    }
    drop(columns.firstAt(position), position);
  }

  private void drop(int length, long nextPosition) {
    columns.truncate(length, nextPosition);
    table.truncate(blocks(length));
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
    long room = Columns.POSITION_LIMIT - columns.nextPosition();
    if (count < 0 || count > room) {
      throw new IllegalArgumentException(
          "found %d positions after %d, wanted 0 to %d"
              .formatted(count, columns.nextPosition(), room));
    }
  }

  /**
   * Deletes the columns whose positions lie in any of the spans, in place: no key, value or
   * position of another column is touched. They are gone for every reader, and so is whatever was
   * hidden from the next position before; see {@link #dropDead}. Returns how many columns went.
   *
   * @throws IllegalArgumentException if no column would be left; nothing is deleted then
   */
  public int forget(List<Span> spans) {
    BitSet gone = columns.in(Span.merged(spans));
    BitSet dead = columns.deadColumns();
    gone.andNot(dead);
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
    dead.or(gone);
    makeGone(dead);
    return count;
  }

  /**
   * Hides the columns whose positions lie in any of the spans from readers at {@code position} and
   * later; earlier readers see them as before. What is hidden earlier already stays so. No block is
   * given back, whatever {@code position}: columns that were appended may still have to be computed
   * by readers that see them. Returns how many columns are hidden earlier than they were.
   */
  public int hideFrom(List<Span> spans, long position) {
    if (position < 0) {
      throw new IllegalArgumentException("found position " + position + ", wanted 0 or more");
    }
    return columns.hide(columns.in(Span.merged(spans)), position);
  }

  /**
   * Takes {@link #hideFrom} back: columns are hidden as they were when {@link #hiddenRuns} said
   * {@code runs}. No column may have been dropped, moved or made gone since.
   *
   * @throws IllegalArgumentException if a run reaches beyond the columns; nothing changed then
   */
  public void unhide(List<HiddenRun> runs) {
    for (HiddenRun run : runs) {
      if (run.endColumn() > columns.count()) {
        throw new IllegalArgumentException(
            "found " + run + ", wanted runs of " + columns.count() + " columns");
      }
    }
    columns.unhide(runs);
  }

  /**
   * Makes dead columns gone: no reader sees them, not even one at an earlier position that is
   * computed again, and blocks without a live column are given back. To be called when all columns
   * are computed. Returns how many blocks were given back.
   */
  public int dropDead() {
    return makeGone(columns.deadColumns());
  }

  private int makeGone(BitSet dead) {
    columns.hide(dead, 0);
    BitSet keptBlocks = new BitSet();
    BitSet keptColumns = new BitSet();
    int slots = pool.slots();
    for (int b = 0; b < table.size(); b++) {
      int start = b * slots;
      int end = Math.min(columns.count(), start + slots);
      if (dead.nextClearBit(start) < end) {
        keptBlocks.set(b);
        keptColumns.set(start, end);
      }
    }
    int dropped = table.size() - keptBlocks.cardinality();
    if (dropped > 0) {
      columns.keep(keptColumns);
      table.keep(keptBlocks);
    }
    return dropped;
  }

  /**
   * Closes holes: the columns after each span, and the next position, move down by its length. The
   * blocks of the columns that moved become this sequence's own, so that a model can turn their
   * keys, which is to be done before anything reads them. Calls {@link #dropDead}. Positions that
   * were not given yet are no part of a hole.
   *
   * @return each maximal run of columns that moved by the same amount
   * @throws IllegalArgumentException if a live column lies in a span; nothing moved then
   * @throws PoolFullException if there is no room for copies of shared blocks; nothing moved then
   */
  public List<Shift> renumber(List<Span> spans) {
    requireOpen();
    long next = columns.nextPosition();
    List<Span> holes =
        Span.merged(spans).stream()
            .filter(span -> span.start() < next)
            .map(span -> new Span(span.start(), Math.min(next, span.end())))
            .toList();
    BitSet alive = columns.in(holes);
    alive.andNot(columns.deadColumns());
    if (!alive.isEmpty()) {
      throw new IllegalArgumentException(
          "found "
              + alive.cardinality()
              + " live columns in the spans, wanted none; forget them first");
    }
    dropDead();
    List<Shift> shifts = columns.shifts(holes);
    BitSet moved = new BitSet();
    shifts.forEach(shift -> moved.set(shift.firstColumn(), shift.endColumn()));
    write(moved);
    columns.renumber(holes);
    return shifts;
  }

  /**
   * Prepares columns to be computed again in place: their blocks become this sequence's own and
   * their digests are forgotten. To be called before each such computation.
   *
   * @throws PoolFullException if there is no room for copies of shared blocks; nothing changed then
   */
  public void makeWritable(int... indices) {
    requireOpen();
    BitSet written = new BitSet();
    for (int i : indices) {
      written.set(Objects.checkIndex(i, columns.count()));
    }
    write(written);
  }

  private void write(BitSet written) {
    BitSet blocks = new BitSet();
    written.stream().forEach(i -> blocks.set(i / pool.slots()));
    table.prepare(blocks, 0);
    written.stream().forEach(columns::dropDigest);
  }

  /**
   * Moves columns into full blocks: a run of neighbouring blocks with dead or free slots is merged
   * where fewer blocks suffice; all other blocks stay as they are. No order, position or bit
   * changes; indices do. Calls {@link #dropDead}. Works in place; only blocks that are shared or
   * adopted need free ones to be copied into, and a run for which the pool has not enough stays as
   * it is.
   */
  public Defragmentation defragment(Kernels kernels, Workers workers) {
    requireOpen();
    int blocks = table.size();
    int dead = columns.dead();
    dropDead();
    Defragmenter defragmenter = new Defragmenter(pool, table, columns);
    defragmenter.run(kernels, workers);
    return new Defragmentation(
        defragmenter.moved(),
        defragmenter.moved() * pool.shape().columnBytes(),
        blocks,
        table.size(),
        dead,
        columns.dead());
  }

  /**
   * SHA-256 over the column: for each layer and head its key, then its value, as little-endian
   * floats; the position is no part of it. Computed once for all live columns of the block that
   * have none yet, and kept until the column changes; forks have it too.
   */
  public byte[] columnDigest(int i) {
    Objects.checkIndex(i, columns.count());
    return new ColumnDigests(pool, table, columns).digest(i).clone();
  }

  /**
   * SHA-256 over every live column in order: its position, 8 bytes, the highest first, and its
   * {@link #columnDigest}. The same wherever the columns lie.
   */
  public byte[] stateDigest() {
    return new ColumnDigests(pool, table, columns).state();
  }

  /** {@link #stateDigest()}, columns without a digest shared among threads. */
  public byte[] stateDigest(Workers workers) {
    ColumnDigests.prepare(pool, table, columns, workers);
    return stateDigest();
  }

  List<Block> blocks() {
    return table.blocks();
  }

  void checkIntegrity() {
    if (table.size() != blocks(columns.count())) {
      throw new IllegalStateException(
          columns.count()
              + " columns in "
              + table.size()
              + " blocks, wanted "
              + blocks(columns.count()));
    }
    columns.checkIntegrity();
  }

  /** Gives the blocks back. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      table.releaseReserve();
      drop(0, columns.nextPosition());
    }
  }
}
