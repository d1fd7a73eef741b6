package io.lethe.trace;

import java.util.List;

/**
 * Columns {@code [start, end)} of a sequence that readers at position {@code from} and later do not
 * see.
 */
public record HiddenColumns(int start, int end, long from) {
  public HiddenColumns {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "found hidden columns [%d, %d), wanted 0 <= start < end".formatted(start, end));
    }
    Wanted.within(0, Wanted.POSITION_LIMIT, from, "position");
  }

  /** Refuses runs that are out of order, overlap, or go past {@code columns}. */
  static List<HiddenColumns> inOrder(List<HiddenColumns> runs, int columns) {
    int free = 0;
    for (HiddenColumns run : runs) {
      if (run.start < free || run.end > columns) {
        throw new IllegalArgumentException(
            "found hidden columns [%d, %d), wanted them within [%d, %d)"
                .formatted(run.start, run.end, free, columns));
      }
      free = run.end;
    }
    return List.copyOf(runs);
  }
}
