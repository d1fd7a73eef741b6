package io.lethe.session;

/** Where the columns come from that an answer was computed on. */
public sealed interface CacheOrigin {
  /** They were in memory. */
  record Live() implements CacheOrigin {}

  /** They were mapped from the disk. */
  record Restored() implements CacheOrigin {}

  /**
   * They were computed again from the trace.
   *
   * @param reason why they could not be mapped
   */
  record Replayed(String reason) implements CacheOrigin {}
}
