package io.lethe.kv;

import java.lang.foreign.MemorySegment;

/**
 * One block of a {@link BlockPool}: its memory and, counted by the pool alone, how many hold it.
 * Equal to itself alone. Memory that is read-only was adopted and is written by nobody.
 */
final class Block {
  private final int number;
  private final MemorySegment memory;
  private final Runnable whenReleased;

  /** How many hold it; guarded by the pool. */
  int holders;

  Block(int number, MemorySegment memory, Runnable whenReleased) {
    this.number = number;
    this.memory = memory;
    this.whenReleased = whenReleased;
  }

  MemorySegment memory() {
    return memory;
  }

  boolean isAdopted() {
    return memory.isReadOnly();
  }

  void tellOwner() {
    whenReleased.run();
  }

  @Override
  public String toString() {
    return "block " + number;
  }
}
