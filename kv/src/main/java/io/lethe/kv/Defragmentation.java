package io.lethe.kv;

/**
 * What {@link KvSequence#defragment} did.
 *
 * @param columnsMoved columns, dead ones that fill a block included, that lie elsewhere now
 * @param bytesMoved their keys and values, each byte counted once
 * @param deadSlotsBefore slots of dead columns; after as well
 */
public record Defragmentation(
    int columnsMoved,
    long bytesMoved,
    int blocksBefore,
    int blocksAfter,
    int deadSlotsBefore,
    int deadSlotsAfter) {
  public Defragmentation {
    if (columnsMoved < 0
        || bytesMoved < columnsMoved
        || blocksAfter < 0
        || blocksAfter > blocksBefore
        || deadSlotsAfter < 0
        || deadSlotsAfter > deadSlotsBefore) {
      throw new IllegalArgumentException(
          "not a defragmentation: "
              + columnsMoved
              + " columns in "
              + bytesMoved
              + " bytes, blocks "
              + blocksBefore
              + " to "
              + blocksAfter
              + ", dead slots "
              + deadSlotsBefore
              + " to "
              + deadSlotsAfter);
    }
  }
}
