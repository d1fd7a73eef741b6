package io.lethe.kv;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/**
 * Repeats a step on files until no interrupt broke it: interrupting a thread closes the channel it
 * works on, and a healthy block would pass for an unreadable one. The interrupt is kept for the
 * caller.
 */
final class Uninterrupted {
  /** A step that can be begun again. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  private Uninterrupted() {}

  static <T> T run(Step<T> step) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return step.run();
        } catch (ClosedByInterruptException | FileLockInterruptionException _) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
