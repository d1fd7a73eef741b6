package io.lethe.history;

/** Where the columns of a history came from. */
public enum Cache {
  /** They were in memory. */
  LIVE,
  /** They were mapped from the disk. */
  RESTORED,
  /** They were computed again from a trace. */
  REPLAYED,
  /** Nobody had read this history before. */
  COMPUTED
}
