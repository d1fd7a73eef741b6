package io.lethe.kv;

/** What storing a block came to. */
public sealed interface Storing {
  /** The block's name, whether it is stored or not. */
  BlockId id();

  /** The block was written; its file has {@code fileBytes} bytes. */
  record Written(BlockId id, long fileBytes) implements Storing {}

  /** An equal block was stored already; it counts as used now. */
  record Known(BlockId id) implements Storing {}

  /**
   * The block has no room, even if all blocks that may go were evicted.
   *
   * @param fileBytes bytes wanted
   * @param budgetBytes bytes that all files may have together
   * @param heldBytes bytes that may not go, because they are open or being written; 0 where the
   *     block alone is larger than the budget
   */
  record Refused(BlockId id, long fileBytes, long budgetBytes, long heldBytes) implements Storing {
    /** Says what was found and what was wanted. */
    public String reason() {
      return "found a budget of %d bytes, %d of them in use, wanted %d for the block %s; give the store more"
          .formatted(budgetBytes, heldBytes, fileBytes, id);
    }
  }
}
