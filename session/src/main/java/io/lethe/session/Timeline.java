package io.lethe.session;

import io.lethe.kv.Span;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Every token of a session in order with its position, forgotten ones included. For one thread at a
 * time.
 */
final class Timeline {
  /** The position of a token over which a hole was closed. */
  static final long CLOSED = -1;

  private int[] ids = new int[256];
  private long[] positions = new long[256];
  private int length;

  int length() {
    return length;
  }

  int[] ids() {
    return Arrays.copyOf(ids, length);
  }

  long[] positions() {
    return Arrays.copyOf(positions, length);
  }

  long position(int index) {
    return positions[index];
  }

  int id(int index) {
    return ids[index];
  }

  /** The first token at a position or later; {@link #length} if there is none. */
  int firstAt(long position) {
    int index = 0;
    while (index < length && positions[index] < position) {
      index++;
    }
    return index;
  }

  /** The position that comes next if nothing is skipped. */
  long nextPosition() {
    for (int i = length - 1; i >= 0; i--) {
      if (positions[i] != CLOSED) {
        return positions[i] + 1;
      }
    }
    return 0;
  }

  void add(int[] tokens, long firstPosition) {
    if (length + tokens.length > ids.length) {
      int room = Math.max(length + tokens.length, 2 * ids.length);
      ids = Arrays.copyOf(ids, room);
      positions = Arrays.copyOf(positions, room);
    }
    for (int i = 0; i < tokens.length; i++) {
      ids[length + i] = tokens[i];
      positions[length + i] = firstPosition + i;
    }
    length += tokens.length;
  }

  void truncate(int newLength) {
    length = Math.min(length, newLength);
  }

  /** Takes closed holes out of the positions. */
  void renumber(List<Span> spans) {
    List<Span> holes = Span.merged(spans);
    for (int i = 0; i < length; i++) {
      long position = positions[i];
      boolean gone = holes.stream().anyMatch(hole -> hole.contains(position));
      positions[i] = gone ? CLOSED : Span.closed(holes, position);
    }
  }

  /**
   * Which of the tokens {@code [from, to)} have a position in any span, counted from {@code from}.
   */
  BitSet in(List<Span> spans, int from, int to) {
    BitSet found = new BitSet();
    for (int i = from; i < to; i++) {
      for (Span span : spans) {
        if (span.contains(positions[i])) {
          found.set(i - from);
        }
      }
    }
    return found;
  }

  /** The positions of the tokens {@code first + i} for every i in {@code tokens}, as spans. */
  List<Span> spans(int first, BitSet tokens) {
    return Span.merged(
        tokens.stream()
            .mapToLong(i -> positions[first + i])
            .filter(position -> position != CLOSED)
            .mapToObj(position -> new Span(position, position + 1))
            .toList());
  }
}
