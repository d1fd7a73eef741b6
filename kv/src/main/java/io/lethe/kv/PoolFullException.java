package io.lethe.kv;

/** The pool has fewer free blocks than a sequence needs. */
public final class PoolFullException extends RuntimeException {
  private final int missingBlocks;

  PoolFullException(int wanted, int free, int capacity, int slots) {
    super(
        "the KV pool is full: wanted "
            + wanted
            + " blocks of "
            + slots
            + " columns, found "
            + free
            + " free of "
            + capacity
            + "; end another session or give the cache more memory");
    this.missingBlocks = wanted - free;
  }

  /** How many blocks were missing. */
  public int missingBlocks() {
    return missingBlocks;
  }
}
