package io.lethe.engine;

/** Somebody who holds columns that can be done without for a while. Safe for many threads. */
@FunctionalInterface
public interface Relief {
  /**
   * Gives columns back until {@link Engine#freeColumns} is {@code columns} or nothing more can be
   * given. Called by the thread that needs them, which computes nothing meanwhile.
   */
  void free(long columns);
}
