package io.lethe.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ranges of code points as sequences of ranges of bytes. */
final class Utf8Ranges {
  private Utf8Ranges() {}

  /** Those of {@code [first, last]}, none below 0x80 and no surrogates among them. */
  static List<Term> of(int first, int last, Terms terms) {
    List<Term> ways = new ArrayList<>();
    int[] limits = {0x7FF, 0xFFFF, 0x10FFFF};
    for (int i = 0; i < 3; i++) {
      int from = Math.max(first, i == 0 ? 0x80 : limits[i - 1] + 1);
      int to = Math.min(last, limits[i]);
      if (from <= to) {
        split(from, to, i + 1, new int[0], ways, terms);
      }
    }
    return ways;
  }

  /**
   * @param more bytes after the first one of the range
   * @param before bytes before it, the same for all
   */
  private static void split(
      int first, int last, int more, int[] before, List<Term> ways, Terms terms) {
    int step = 1 << 6 * more;
    int mask = step - 1;
    if (more == 0 || ((first & mask) == 0 && (last & mask) == mask)) {
      add(first >> 6 * more, last >> 6 * more, more, before, ways, terms);
      return;
    }
    int at = first;
    while (at <= last) {
      int block = at | mask; // the last one with the same byte here
      if ((at & mask) != 0 || block > last) {
        int end = Math.min(block, last);
        int[] longer = Arrays.copyOf(before, before.length + 1);
        longer[before.length] = lead(at >> 6 * more, more, before.length);
        split(at & mask, end & mask, more - 1, longer, ways, terms);
        at = end + 1;
      } else {
        int whole = (last + 1) & ~mask;
        add(at >> 6 * more, (whole - 1) >> 6 * more, more, before, ways, terms);
        at = whole;
      }
    }
  }

  private static int lead(int bits, int more, int before) {
    if (before > 0) {
      return 0x80 | bits;
    }
    return switch (more) {
      case 1 -> 0xC0 | bits;
      case 2 -> 0xE0 | bits;
      default -> 0xF0 | bits;
    };
  }

  private static void add(
      int first, int last, int more, int[] before, List<Term> ways, Terms terms) {
    List<Term> bytes = new ArrayList<>();
    for (int b : before) {
      bytes.add(terms.bytes(ByteSet.range(b, b)));
    }
    bytes.add(
        terms.bytes(
            ByteSet.range(lead(first, more, before.length), lead(last, more, before.length))));
    for (int i = 0; i < more; i++) {
      bytes.add(terms.bytes(ByteSet.CONTINUATION));
    }
    ways.add(terms.seq(bytes.toArray(Term[]::new)));
  }
}
