package io.lethe.kv;

/**
 * Columns {@code [firstColumn, endColumn)} whose positions fell by {@code by}, at least 1. Dead
 * columns among them have no key worth turning.
 */
public record Shift(int firstColumn, int endColumn, long by) {
  public Shift {
    if (firstColumn < 0 || endColumn <= firstColumn || by < 1) {
      throw new IllegalArgumentException(
          "not a shift: columns [" + firstColumn + ", " + endColumn + ") by " + by);
    }
  }
}
