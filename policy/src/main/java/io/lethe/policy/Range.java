package io.lethe.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Unicode code points {@code [start, end)} of a text. */
public record Range(int start, int end) {
  public Range {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a range: [" + start + ", " + end + ")");
    }
  }

  /** The number of code points covered. */
  public int length() {
    return end - start;
  }

  /** Whether all of the other lies in this one. */
  public boolean covers(Range other) {
    return start <= other.start && other.end <= end;
  }

  /** The code points of the text that the range covers. */
  public String of(String text) {
    int first = text.offsetByCodePoints(0, start);
    return text.substring(first, text.offsetByCodePoints(first, length()));
  }

  /** How many code points all of these cover; they must not overlap. */
  static int length(List<Range> ranges) {
    return ranges.stream().mapToInt(Range::length).sum();
  }

  /**
   * The same code points as ranges in order that neither overlap nor touch; empty ones are left
   * out.
   */
  public static List<Range> merged(List<Range> ranges) {
    List<Range> merged = new ArrayList<>();
    for (Range range : ranges.stream().sorted(Comparator.comparingInt(Range::start)).toList()) {
      if (range.length() == 0) {
        continue;
      }
      if (!merged.isEmpty() && range.start() <= merged.getLast().end()) {
        Range last = merged.removeLast();
        merged.add(new Range(last.start(), Math.max(last.end(), range.end())));
      } else {
        merged.add(range);
      }
    }
    return List.copyOf(merged);
  }

  /** What the first ranges cover and the second ones do not, merged. */
  static List<Range> without(List<Range> ranges, List<Range> removed) {
    List<Range> holes = merged(removed);
    List<Range> rest = new ArrayList<>();
    for (Range range : merged(ranges)) {
      int from = range.start();
      for (Range hole : holes) {
        if (hole.end() > from && hole.start() < range.end()) {
          if (hole.start() > from) {
            rest.add(new Range(from, hole.start()));
          }
          from = hole.end();
        }
      }
      if (from < range.end()) {
        rest.add(new Range(from, range.end()));
      }
    }
    return List.copyOf(rest);
  }
}
