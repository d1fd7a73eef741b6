package io.lethe.engine;

import io.lethe.kv.Span;
import java.util.List;

/**
 * What was deleted when: readers at {@code position} and later do not see the spans.
 *
 * @param position the first position that was read after the deletion
 */
public record Mark(List<Span> spans, long position) {
  public Mark {
    spans = List.copyOf(spans);
    if (position < 0) {
      throw new IllegalArgumentException("found position " + position + ", wanted 0 or more");
    }
  }
}
