package io.lethe.trace;

/**
 * The positions of neighbouring columns, counting up.
 *
 * @param count 1 or more
 */
public record PositionRun(long first, int count) {
  public PositionRun {
    Wanted.atLeast(1, count, "number of positions");
    Wanted.positions(first, count);
  }
}
