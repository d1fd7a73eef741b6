package io.lethe.kv;

import io.lethe.tensor.Kernels;
import io.lethe.tensor.Workers;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Merges runs of neighbouring blocks. Columns only ever move towards the front, so a block that may
 * be written takes them in place, read before it is overwritten: no free block is needed. Dead
 * columns that fill up a run's last block are the first ones, which leaves what stands before and
 * between them where it is.
 */
final class Defragmenter {
  private static final int TILE = Kernels.TILE_COLUMNS;

  /**
   * Slots of the tile of {@code from} at {@code fromSlot} whose bits are set, to {@code toSlot}.
   */
  private record Move(MemorySegment from, int fromSlot, int kept, MemorySegment to, int toSlot) {
    /** Whether everything lies already where it is to go. */
    boolean isIdle() {
      int start = Integer.numberOfTrailingZeros(kept);
      int run = Integer.numberOfTrailingZeros(~(kept >>> start));
      return from.equals(to) && fromSlot + start == toSlot && run == Integer.bitCount(kept);
    }
  }

  private final BlockPool pool;
  private final BlockTable table;
  private final Columns columns;
  private final int slots;
  private int moved;

  Defragmenter(BlockPool pool, BlockTable table, Columns columns) {
    this.pool = pool;
    this.table = table;
    this.columns = columns;
    this.slots = pool.slots();
  }

  /** Columns that were moved, a whole tile at a time where one of it was. */
  int moved() {
    return moved;
  }

  void run(Kernels kernels, Workers workers) {
    BitSet keptColumns = new BitSet();
    BitSet keptBlocks = new BitSet();
    keptColumns.set(0, columns.count());
    keptBlocks.set(0, table.size());
    for (int first = 0; first < table.size(); first++) {
      int end = first;
      while (end < table.size() && !isFull(end)) {
        end++;
      }
      if (end - first > 1) {
        merge(first, end, keptColumns, keptBlocks, kernels, workers);
      }
      first = Math.max(first, end - 1);
    }
    if (keptBlocks.cardinality() < table.size()) {
      columns.keep(keptColumns);
      table.keep(keptBlocks);
    }
  }

  private boolean isFull(int block) {
    return live(block, block + 1) == slots;
  }

  private int live(int firstBlock, int endBlock) {
    int live = 0;
    for (int i = firstBlock * slots; i < Math.min(endBlock * slots, columns.count()); i++) {
      live += columns.isDead(i) ? 0 : 1;
    }
    return live;
  }

  /** Merges blocks {@code [first, end)} and takes what is gone out of the columns and blocks. */
  private void merge(
      int first, int end, BitSet keptColumns, BitSet keptBlocks, Kernels kernels, Workers workers) {
    int live = live(first, end);
    int blocks = Math.ceilDiv(live, slots);
    if (blocks == end - first) {
      return;
    }
    // Only the sequence's last block may have free slots.
    int fillers = end == table.size() ? 0 : blocks * slots - live;
    BitSet kept = new BitSet();
    for (int i = first * slots; i < Math.min(end * slots, columns.count()); i++) {
      kept.set(i, !columns.isDead(i) || fillers-- > 0);
    }
    BitSet changed = changed(kept, first);
    BitSet copied = (BitSet) changed.clone();
    changed.stream().filter(b -> pool.isWritable(table.block(b))).forEach(copied::clear);
    Block[] fresh;
    try {
      fresh = pool.take(copied.cardinality());
    } catch (PoolFullException e) {
      return;
    }
    MemorySegment[] targets = new MemorySegment[blocks];
    int next = 0;
    for (int b = first; b < first + blocks; b++) {
      targets[b - first] = copied.get(b) ? fresh[next++].memory() : table.memory(b);
    }
    move(moves(kept, first, changed, targets), kernels, workers);
    next = 0;
    for (int b = copied.nextSetBit(0); b >= 0; b = copied.nextSetBit(b + 1)) {
      table.replace(b, fresh[next++]);
    }
    keptColumns.clear(first * slots, end * slots);
    keptColumns.or(kept);
    keptBlocks.clear(first + blocks, end);
  }

  /** The blocks that will not hold what they hold, of those that will be left. */
  private BitSet changed(BitSet kept, int firstBlock) {
    BitSet changed = new BitSet();
    int to = firstBlock * slots;
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      if (i != to) {
        changed.set(to / slots);
      }
      to++;
    }
    return changed;
  }

  /** Tile by tile, in order; a tile that goes to two blocks makes two moves. */
  private List<Move> moves(BitSet kept, int firstBlock, BitSet changed, MemorySegment[] targets) {
    List<Move> moves = new ArrayList<>();
    int to = firstBlock * slots;
    for (int from = firstBlock * slots; from < kept.length(); from += TILE) {
      int bits = bits(kept, from);
      while (bits != 0) {
        int here = first(bits, slots - to % slots);
        int block = to / slots;
        Move move =
            new Move(
                table.memory(from / slots),
                from % slots,
                here,
                targets[block - firstBlock],
                to % slots);
        if (changed.get(block) && !move.isIdle()) {
          moves.add(move);
          moved += Integer.bitCount(here);
        }
        to += Integer.bitCount(here);
        bits &= ~here;
      }
    }
    return moves;
  }

  private static int bits(BitSet kept, int from) {
    int bits = 0;
    for (int i = 0; i < TILE; i++) {
      bits |= kept.get(from + i) ? 1 << i : 0;
    }
    return bits;
  }

  /** The lowest {@code count} bits that are set. */
  private static int first(int bits, int count) {
    int rest = bits;
    for (int i = 0; i < count && rest != 0; i++) {
      rest &= rest - 1;
    }
    return bits & ~rest;
  }

  private void move(List<Move> moves, Kernels kernels, Workers workers) {
    KvShape shape = pool.shape();
    workers.run(
        shape.layers() * shape.kvHeads(),
        (task, scratch) -> {
          long keys = pool.keysOffset(task / shape.kvHeads(), task % shape.kvHeads());
          long values = pool.valuesOffset(task / shape.kvHeads(), task % shape.kvHeads());
          for (Move move : moves) {
            moveKeys(move, keys, kernels);
            moveValues(move, values);
          }
        });
  }

  private void moveKeys(Move move, long keys, Kernels kernels) {
    kernels.compress(
        move.from,
        keys + move.fromSlot * 4L,
        pool.shape().headDim(),
        slots * 4L,
        move.kept,
        move.to,
        keys + move.toSlot * 4L);
  }

  private void moveValues(Move move, long values) {
    long stride = pool.shape().valueStride() * 4L;
    int to = move.toSlot;
    for (int rest = move.kept; rest != 0; ) {
      int start = Integer.numberOfTrailingZeros(rest);
      int length = Integer.numberOfTrailingZeros(~(rest >>> start));
      MemorySegment.copy(
          move.from,
          values + (move.fromSlot + start) * stride,
          move.to,
          values + to * stride,
          length * stride);
      to += length;
      rest = start + length == 32 ? 0 : rest & -1 << (start + length);
    }
  }
}
