package io.lethe.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sequence knows of its columns besides their keys and values: positions, who no longer sees
 * them, digests. Positions never fall along the columns; only a dead column of a closed hole may
 * have that of the next. For one thread at a time.
 */
final class Columns {
  /** Beyond it a double does not hold every integer, and RoPE's angles would be wrong. */
  static final long POSITION_LIMIT = 1L << 53;

  private long[] positions = new long[0];
  private long[] hiddenFrom = new long[0];
  private byte[] @Nullable [] digests = new byte[0][];
  private int count;
  private long nextPosition;

  // What follows from the above.
  private int dead;
  private long nextDeath = KvSequence.NEVER;
  private List<HiddenRun> hiddenRuns = List.of();

  Columns(long nextPosition) {
    this.nextPosition = nextPosition;
  }

  Columns copy() {
    Columns copy = new Columns(nextPosition);
    copy.positions = positions.clone();
    copy.hiddenFrom = hiddenFrom.clone();
    copy.digests = digests.clone();
    copy.count = count;
    copy.recount();
    return copy;
  }

  int count() {
    return count;
  }

  int dead() {
    return dead;
  }

  long nextPosition() {
    return nextPosition;
  }

  long position(int i) {
    return positions[i];
  }

  long hiddenFrom(int i) {
    return hiddenFrom[i];
  }

  boolean isDead(int i) {
    return hiddenFrom[i] <= nextPosition;
  }

  List<HiddenRun> hiddenRuns() {
    return hiddenRuns;
  }

  byte @Nullable [] digest(int i) {
    return digests[i];
  }

  void keepDigest(int i, byte[] digest) {
    digests[i] = digest;
  }

  void dropDigest(int i) {
    digests[i] = null;
  }

  /** The first column at {@code position} or later, or the number of columns. */
  int firstAt(long position) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (positions[middle] < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Adds columns at the next positions. */
  void append(int more) {
    grow(count + more);
    for (int i = 0; i < more; i++) {
      positions[count] = nextPosition + i;
      hiddenFrom[count] = KvSequence.NEVER;
      count++;
    }
    skip(more);
  }

  /** Adds columns and makes {@code next} the next position, past the last of them. */
  void attach(long[] morePositions, long[] moreHiddenFrom, long next) {
    int more = morePositions.length;
    grow(count + more);
    System.arraycopy(morePositions, 0, positions, count, more);
    System.arraycopy(moreHiddenFrom, 0, hiddenFrom, count, more);
    count += more;
    boolean allLive = true;
    for (long hidden : moreHiddenFrom) {
      allLive &= hidden == KvSequence.NEVER;
    }
    if (allLive) {
      skip(next - nextPosition); // counting all again with each block would add up
    } else {
      nextPosition = next;
      recount();
    }
  }

  private void grow(int wanted) {
    if (wanted > positions.length) {
      int room = Math.max(wanted, positions.length + positions.length / 2);
      positions = Arrays.copyOf(positions, room);
      hiddenFrom = Arrays.copyOf(hiddenFrom, room);
      digests = Arrays.copyOf(digests, room);
    }
  }

  void skip(long positions) {
    nextPosition += positions;
    if (nextPosition >= nextDeath) {
      recount();
    }
  }

  /** Leaves the first {@code length} columns and counts on from {@code next}. */
  void truncate(int length, long next) {
    Arrays.fill(digests, length, count, null);
    count = length;
    nextPosition = next;
    recount();
  }

  /** The columns in any of the spans, which are in order and do not touch. */
  BitSet in(List<Span> spans) {
    BitSet found = new BitSet(count);
    for (Span span : spans) {
      found.set(firstAt(span.start()), firstAt(span.end()));
    }
    return found;
  }

  BitSet deadColumns() {
    BitSet found = new BitSet(count);
    for (HiddenRun run : hiddenRuns) {
      if (run.hiddenFrom() <= nextPosition) {
        found.set(run.startColumn(), run.endColumn());
      }
    }
    return found;
  }

  /** Lowers the marks of columns to {@code position}; returns how many fell. */
  int hide(BitSet columns, long position) {
    int fell = 0;
    for (int i = columns.nextSetBit(0); i >= 0; i = columns.nextSetBit(i + 1)) {
      if (hiddenFrom[i] > position) {
        hiddenFrom[i] = position;
        fell++;
      }
    }
    if (fell > 0) {
      recount();
    }
    return fell;
  }

  /** Hides the columns of the runs as they say, and no other. */
  void unhide(List<HiddenRun> runs) {
    Arrays.fill(hiddenFrom, 0, count, KvSequence.NEVER);
    for (HiddenRun run : runs) {
      Arrays.fill(hiddenFrom, run.startColumn(), run.endColumn(), run.hiddenFrom());
    }
    recount();
  }

  /** Leaves only the columns in {@code kept}, in their order. */
  void keep(BitSet kept) {
    int to = 0;
    for (int i = kept.nextSetBit(0); i >= 0; ) {
      int end = kept.nextClearBit(i);
      System.arraycopy(positions, i, positions, to, end - i);
      System.arraycopy(hiddenFrom, i, hiddenFrom, to, end - i);
      System.arraycopy(digests, i, digests, to, end - i);
      to += end - i;
      i = kept.nextSetBit(end);
    }
    truncate(to, nextPosition);
  }

  /**
   * What closing holes, spans in order that do not touch, would do to the positions of live
   * columns.
   */
  List<Shift> shifts(List<Span> holes) {
    List<Shift> shifts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long by = positions[i] - Span.closed(holes, positions[i]);
      if (isDead(i) || by == 0) {
        continue;
      }
      if (!shifts.isEmpty() && shifts.getLast().by() == by) {
        shifts.add(new Shift(shifts.removeLast().firstColumn(), i + 1, by));
      } else {
        shifts.add(new Shift(i, i + 1, by));
      }
    }
    return List.copyOf(shifts);
  }

  /** Closes the holes; no live column lies in them. */
  void renumber(List<Span> holes) {
    for (int i = 0; i < count; i++) {
      positions[i] = Span.closed(holes, positions[i]);
      if (hiddenFrom[i] != KvSequence.NEVER) {
        hiddenFrom[i] = Span.closed(holes, hiddenFrom[i]);
      }
    }
    nextPosition = Span.closed(holes, nextPosition);
    recount();
  }

  private void recount() {
    dead = 0;
    nextDeath = KvSequence.NEVER;
    List<HiddenRun> runs = new ArrayList<>();
    for (int i = 0; i < count; ) {
      long hidden = hiddenFrom[i];
      int end = i + 1;
      while (end < count && hiddenFrom[end] == hidden) {
        end++;
      }
      if (hidden != KvSequence.NEVER) {
        runs.add(new HiddenRun(i, end, hidden));
        if (hidden <= nextPosition) {
          dead += end - i;
        } else {
          nextDeath = Math.min(nextDeath, hidden);
        }
      }
      i = end;
    }
    hiddenRuns = List.copyOf(runs);
  }

  void checkIntegrity() {
    for (int i = 0; i < count; i++) {
      long next = i + 1 < count ? positions[i + 1] : nextPosition;
      if (positions[i] < 0 || positions[i] > next || (positions[i] == next && !isDead(i))) {
        throw new IllegalStateException(
            "column " + i + " has position " + positions[i] + ", the next " + next);
      }
    }
    Columns counted = copy();
    if (counted.dead != dead || !counted.hiddenRuns.equals(hiddenRuns)) {
      throw new IllegalStateException(
          counted.dead + " dead columns, " + dead + " counted; hidden runs " + hiddenRuns);
    }
    for (int i = count; i < digests.length; i++) {
      if (digests[i] != null) {
        throw new IllegalStateException("found a digest of column " + i + " of " + count);
      }
    }
  }
}
