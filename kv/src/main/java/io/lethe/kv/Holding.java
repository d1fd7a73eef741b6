package io.lethe.kv;

/** How a sequence holds a block. */
public enum Holding {
  /** Alone, in the pool's own memory: it is written in place. */
  SOLE,
  /** Together with other sequences or leases: writing copies it first. */
  SHARED,
  /** It is memory of somebody else, such as a mapped file: writing copies it first. */
  ADOPTED
}
