package io.lethe.server.wire;

import io.lethe.history.Visibility;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.history.Visibility.DecachedRange;
import java.util.List;
import java.util.OptionalInt;

/**
 * The fields by which a message, a content part or a content block says who sees it: {@code
 * decached_since} and {@code decached_ranges}. Both vendors' shapes take them.
 */
public final class Decaching {
  private static final String SINCE = "decached_since";
  private static final String RANGES = "decached_ranges";

  private Decaching() {}

  /** Who sees what these fields belong to; every turn if they say nothing. */
  public static Visibility visibility(Fields fields) {
    return visibility(fields, ClearAt.NEVER);
  }

  /** Who sees it, and when it goes by itself. */
  public static Visibility visibility(Fields fields, ClearAt clearAt) {
    OptionalInt since = fields.integer(SINCE, 0, Integer.MAX_VALUE);
    List<DecachedRange> ranges = fields.elements(RANGES).stream().map(Decaching::range).toList();
    return since.isEmpty() && ranges.isEmpty() && clearAt == ClearAt.NEVER
        ? Visibility.ALWAYS
        : new Visibility(since, ranges, clearAt);
  }

  private static DecachedRange range(Field field) {
    Fields range = field.object();
    int start = range.required("start").integer(0, Integer.MAX_VALUE);
    int end = range.required("end").integer(0, Integer.MAX_VALUE);
    int since = range.required("since").integer(0, Integer.MAX_VALUE);
    return field.checked(() -> new DecachedRange(start, end, since));
  }
}
