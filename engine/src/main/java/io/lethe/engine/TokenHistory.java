package io.lethe.engine;

import java.util.Arrays;

/**
 * Every token that a session has read or written, in order, forgotten ones included, with its
 * position. The last ones may be pending: written by the model and not computed yet. For one thread
 * at a time.
 */
final class TokenHistory {
  private int[] ids = new int[64];
  private long[] positions = new long[64];
  private int length;
  private int computed;

  int length() {
    return length;
  }

  /** Tokens before this index have a column, or had one. */
  int computed() {
    return computed;
  }

  int[] ids() {
    return Arrays.copyOf(ids, length);
  }

  int[] pending() {
    return Arrays.copyOfRange(ids, computed, length);
  }

  /** The position of a computed token. */
  long position(int index) {
    return positions[index];
  }

  void addPending(int id) {
    grow(length + 1);
    ids[length++] = id;
  }

  /** Notes that {@code tokens[from, to)} got columns at {@code position} on. */
  void addComputed(int[] tokens, int from, int to, long position) {
    int count = to - from;
    grow(computed + count);
    for (int i = 0; i < count; i++) {
      ids[computed + i] = tokens[from + i];
      positions[computed + i] = position + i;
    }
    computed += count;
    length = Math.max(length, computed);
  }

  void truncate(int newLength) {
    length = newLength;
    computed = Math.min(computed, newLength);
  }

  /** The number of tokens at the start that are the same in {@code other}. */
  int commonPrefix(int[] other) {
    int mismatch = Arrays.mismatch(ids, 0, length, other, 0, other.length);
    return mismatch < 0 ? length : mismatch;
  }

  private void grow(int wanted) {
    if (wanted > ids.length) {
      int room = Math.max(wanted, 2 * ids.length);
      ids = Arrays.copyOf(ids, room);
      positions = Arrays.copyOf(positions, room);
    }
  }
}
