package io.lethe.tokenizer;

import java.util.Arrays;

/**
 * What pairs of tokens are joined to, and in which order: a hash table without boxes, read once per
 * pair of neighbours of every text.
 */
final class PairTable {
  private static final long EMPTY = -1;

  private final long[] pairs; // [slot]: left << 32 | right
  private final long[] joins; // [slot]: see MergeChain.joined

  /** A table for at most {@code capacity} pairs; at most half of the slots are used. */
  PairTable(int capacity) {
    int slots = Integer.highestOneBit(Math.max(8, capacity)) * 4;
    pairs = new long[slots];
    joins = new long[slots];
    Arrays.fill(pairs, EMPTY);
    Arrays.fill(joins, MergeChain.APART);
  }

  /** Adds a pair, unless it is there already: the earlier merge counts. */
  void putIfAbsent(int left, int right, long join) {
    int slot = slot(left, right);
    if (pairs[slot] == EMPTY) {
      pairs[slot] = pair(left, right);
      joins[slot] = join;
    }
  }

  /** The join of a pair, {@link MergeChain#APART} where there is none. */
  long join(int left, int right) {
    return joins[slot(left, right)];
  }

  private int slot(int left, int right) {
    long pair = pair(left, right);
    int mask = pairs.length - 1;
    int slot = (int) ((pair * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (pairs[slot] != EMPTY && pairs[slot] != pair) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }
}
