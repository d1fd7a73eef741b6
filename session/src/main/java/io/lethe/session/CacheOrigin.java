package io.lethe.session;

/** Where the columns come from that an answer was computed on. */
public sealed interface CacheOrigin {
  /** They were in memory. */
  record Live() implements CacheOrigin {}

  /** They were mapped from the disk. */
  record Restored() implements CacheOrigin {}

  /**
   * They were computed again from the trace, all or those behind the ones that were mapped.
   *
   * @param reason why they could not be mapped
   * @param tokens that were computed
   */
  record Replayed(String reason, int tokens) implements CacheOrigin {}
}
