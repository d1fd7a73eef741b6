package io.lethe.engine;

import io.lethe.kv.Span;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Every token that a session has read or written, in order, forgotten ones included, with its
 * position. The last ones may be pending: written by the model and not computed yet. For one thread
 * at a time.
 */
final class TokenHistory {
  /** The position of a token whose hole was closed: it has none any more. */
  static final long CLOSED = -1;

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

  TokenHistory copy() {
    TokenHistory copy = new TokenHistory();
    copy.ids = ids.clone();
    copy.positions = positions.clone();
    copy.length = length;
    copy.computed = computed;
    return copy;
  }

  /** Becomes these tokens, of which those without a position are pending. */
  void restore(int[] tokens, long[] tokenPositions) {
    grow(tokens.length);
    System.arraycopy(tokens, 0, ids, 0, tokens.length);
    System.arraycopy(tokenPositions, 0, positions, 0, tokenPositions.length);
    length = tokens.length;
    computed = tokenPositions.length;
  }

  /** Takes closed holes, in order and merged, out of the positions. */
  void renumber(List<Span> holes) {
    for (int i = 0; i < computed; i++) {
      long position = positions[i];
      boolean gone = holes.stream().anyMatch(hole -> hole.contains(position));
      positions[i] = gone ? CLOSED : Span.closed(holes, position);
    }
  }

  int id(int index) {
    return ids[index];
  }

  int[] ids() {
    return Arrays.copyOf(ids, length);
  }

  int[] pending() {
    return Arrays.copyOfRange(ids, computed, length);
  }

  /** The position of a computed token, or {@link #CLOSED}. */
  long position(int index) {
    return positions[index];
  }

  /** The first position that a token from index {@code from} on has. */
  OptionalLong positionFrom(int from) {
    return Arrays.stream(positions, from, computed)
        .filter(position -> position != CLOSED)
        .findFirst();
  }

  /** The first position in any of the spans that a token has or had, its column gone or not. */
  OptionalLong firstIn(List<Span> spans) {
    return Arrays.stream(positions, 0, computed)
        .filter(position -> spans.stream().anyMatch(span -> span.contains(position)))
        .findFirst();
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
