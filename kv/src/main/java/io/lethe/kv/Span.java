package io.lethe.kv;

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
}
