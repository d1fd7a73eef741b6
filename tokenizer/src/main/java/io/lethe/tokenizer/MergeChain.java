package io.lethe.tokenizer;

import java.util.Arrays;

/**
 * Symbols in a row, of which the best pair is joined until no pair can be. The best is the one of
 * the lowest rank; among equals the leftmost. n symbols take O(n log n), whatever they are. One
 * thread; used again after {@link #clear}.
 */
final class MergeChain {
  /** What {@link Joins#join} answers for two neighbours that stay apart. */
  static final long APART = Long.MAX_VALUE;

  /** A symbol that is no token. */
  static final int NO_TOKEN = -1;

  /** Says what two neighbours become. */
  interface Joins {
    /** {@link #joined} of the symbols at the two places, or {@link #APART}. */
    long join(MergeChain chain, int left, int right);
  }

  private int[] symbol = new int[64];
  private int[] start = new int[64];
  private int[] previous = new int[0];
  private int[] next = new int[0];
  private long[] join = new long[0]; // [place]: what the symbol here and its neighbour become
  private int size;
  private int end;
  private final MergeQueue queue = new MergeQueue();

  /** A join of a rank, not negative, that makes the token {@code id}. */
  static long joined(int rank, int id) {
    return (long) rank << 32 | id;
  }

  /** Empties the chain. */
  void clear() {
    size = 0;
  }

  /** Appends a symbol whose text starts at {@code textStart}. */
  void add(int id, int textStart) {
    if (size == symbol.length) {
      symbol = Arrays.copyOf(symbol, size * 2);
      start = Arrays.copyOf(start, size * 2);
    }
    symbol[size] = id;
    start[size++] = textStart;
  }

  /** Joins all that can be joined; the text of the last symbol ends at {@code textEnd}. */
  void joinAll(int textEnd, Joins joins) {
    end = textEnd;
    link();
    for (int place = 0; place < size; place++) {
      offer(place, joins);
    }
    while (!queue.isEmpty()) {
      long best = queue.removeFirst();
      int place = (int) best;
      // An entry is out of date when its pair was broken up or became another one.
      if (join[place] >>> 32 == best >>> 32) {
        joinAt(place, joins);
      }
    }
  }

  private void link() {
    if (next.length < size) {
      int capacity = symbol.length;
      next = new int[capacity];
      previous = new int[capacity];
      join = new long[capacity];
    }
    for (int place = 0; place < size; place++) {
      previous[place] = place - 1;
      next[place] = place + 1;
    }
  }

  private void offer(int place, Joins joins) {
    int right = next[place];
    join[place] = right < size ? joins.join(this, place, right) : APART;
    if (join[place] != APART) {
      queue.add(join[place] >>> 32 << 32 | place);
    }
  }

  private void joinAt(int place, Joins joins) {
    int gone = next[place];
    symbol[place] = (int) join[place];
    join[gone] = APART;
    next[place] = next[gone];
    if (next[gone] < size) {
      previous[next[gone]] = place;
    }
    offer(place, joins);
    if (place > 0) {
      offer(previous[place], joins);
    }
  }

  /** Whether {@code place} holds a symbol; the first is 0, {@link #next} leads on. */
  boolean holds(int place) {
    return place < size;
  }

  /** The place behind {@code place}. */
  int next(int place) {
    return next[place];
  }

  /** The token at {@code place} or {@link #NO_TOKEN}. */
  int symbol(int place) {
    return symbol[place];
  }

  /** Where the text of the symbol at {@code place} starts. */
  int textStart(int place) {
    return start[place];
  }

  /** Where the text of the symbol at {@code place} ends. */
  int textEnd(int place) {
    return next[place] < size ? start[next[place]] : end;
  }
}
