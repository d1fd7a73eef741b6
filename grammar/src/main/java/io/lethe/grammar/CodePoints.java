package io.lethe.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A set of code points, surrogates excepted, as ranges in ascending order that do not touch.
 * Immutable.
 */
record CodePoints(List<Range> ranges) {
  /** {@code [first, last]}. */
  record Range(int first, int last) {}

  private static final int LAST = Character.MAX_CODE_POINT;

  static final CodePoints NONE = new CodePoints(List.of());
  static final CodePoints ALL =
      new CodePoints(List.of(new Range(0, 0xD7FF), new Range(0xE000, LAST)));

  CodePoints {
    ranges = List.copyOf(ranges);
  }

  static CodePoints range(int first, int last) {
    return first > last ? NONE : new CodePoints(List.of(new Range(first, last)));
  }

  static CodePoints of(String chars) {
    CodePoints set = NONE;
    for (int c : chars.codePoints().toArray()) {
      set = set.or(range(c, c));
    }
    return set;
  }

  static CodePoints where(IntPredicate predicate) {
    List<Range> ranges = new ArrayList<>();
    int first = -1;
    for (int c = 0; c <= LAST + 1; c++) {
      boolean in = c <= LAST && (c < 0xD800 || c > 0xDFFF) && predicate.test(c);
      if (in && first < 0) {
        first = c;
      } else if (!in && first >= 0) {
        ranges.add(new Range(first, c - 1));
        first = -1;
      }
    }
    return new CodePoints(ranges);
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  boolean contains(int c) {
    for (Range range : ranges) {
      if (c <= range.last()) {
        return c >= range.first();
      }
    }
    return false;
  }

  CodePoints or(CodePoints other) {
    List<Range> all = new ArrayList<>(ranges);
    all.addAll(other.ranges);
    all.sort(Comparator.comparingInt(Range::first));
    List<Range> joined = new ArrayList<>();
    for (Range range : all) {
      Range before = joined.isEmpty() ? null : joined.getLast();
      if (before != null && range.first() <= before.last() + 1) {
        joined.set(
            joined.size() - 1, new Range(before.first(), Math.max(before.last(), range.last())));
      } else {
        joined.add(range);
      }
    }
    return new CodePoints(joined);
  }

  /** All but these. */
  CodePoints not() {
    List<Range> gaps = new ArrayList<>();
    int from = 0;
    for (Range range : or(range(0xD800, 0xDFFF)).ranges) {
      if (range.first() > from) {
        gaps.add(new Range(from, range.first() - 1));
      }
      from = range.last() + 1;
    }
    if (from <= LAST) {
      gaps.add(new Range(from, LAST));
    }
    return new CodePoints(gaps);
  }

  CodePoints and(CodePoints other) {
    return not().or(other.not()).not();
  }
}
