package io.lethe.kv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Token positions {@code [start, end)}. */
public record Span(long start, long end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a span: [" + start + ", " + end + ")");
    }
  }

  /** The number of positions covered. */
  public long length() {
    return end - start;
  }

  /** Whether the position lies in the span. */
  public boolean contains(long position) {
    return start <= position && position < end;
  }

  /**
   * The same positions as spans in order that neither overlap nor touch; empty ones are left out.
   */
  public static List<Span> merged(List<Span> spans) {
    List<Span> merged = new ArrayList<>();
    for (Span span : spans.stream().sorted(Comparator.comparingLong(Span::start)).toList()) {
      if (span.length() == 0) {
        continue;
      }
      if (!merged.isEmpty() && span.start() <= merged.getLast().end()) {
        Span last = merged.removeLast();
        merged.add(new Span(last.start(), Math.max(last.end(), span.end())));
      } else {
        merged.add(span);
      }
    }
    return List.copyOf(merged);
  }

  /**
   * Where a position comes to stand when holes are closed: down by what lies before it; one inside
   * a hole comes to where the hole began.
   *
   * @param holes in order, without overlap, as {@link #merged} gives them
   */
  public static long closed(List<Span> holes, long position) {
    long removed = 0;
    for (Span hole : holes) {
      if (hole.start() >= position) {
        break;
      }
      removed += Math.min(position, hole.end()) - hole.start();
    }
    return position - removed;
  }
}
