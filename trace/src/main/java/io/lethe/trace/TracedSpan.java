package io.lethe.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Token positions {@code [start, end)}, at least one. */
public record TracedSpan(long start, long end) {
  public TracedSpan {
    if (start < 0 || end <= start || end > Wanted.POSITION_LIMIT) {
      throw new IllegalArgumentException(
          "found a span of [%d, %d), wanted 0 <= start < end <= %d"
              .formatted(start, end, Wanted.POSITION_LIMIT));
    }
  }

  /** The number of positions covered. */
  public long length() {
    return end - start;
  }

  /** The same positions as spans in order that neither overlap nor touch. */
  public static List<TracedSpan> merged(List<TracedSpan> spans) {
    List<TracedSpan> merged = new ArrayList<>();
    for (TracedSpan span :
        spans.stream().sorted(Comparator.comparingLong(TracedSpan::start)).toList()) {
      if (!merged.isEmpty() && span.start() <= merged.getLast().end()) {
        TracedSpan last = merged.removeLast();
        merged.add(new TracedSpan(last.start(), Math.max(last.end(), span.end())));
      } else {
        merged.add(span);
      }
    }
    return List.copyOf(merged);
  }
}
