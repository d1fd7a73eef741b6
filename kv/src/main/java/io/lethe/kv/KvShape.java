package io.lethe.kv;

/**
 * What a column is made of: for each of {@code layers} layers and {@code kvHeads} heads, a key and
 * a value of {@code headDim} floats.
 */
public record KvShape(int layers, int kvHeads, int headDim) {
  /** Values are stored in rows of whole tiles of this many floats. */
  static final int VALUE_ALIGNMENT = 32;

  public KvShape {
    if (layers < 1 || kvHeads < 1 || headDim < 1) {
      throw new IllegalArgumentException(
          "not a KV shape: " + layers + " layers, " + kvHeads + " heads of " + headDim);
    }
  }

  /** Floats between the values of two slots; {@code headDim} rounded up to a whole tile. */
  public int valueStride() {
    return (headDim + VALUE_ALIGNMENT - 1) / VALUE_ALIGNMENT * VALUE_ALIGNMENT;
  }

  /** Bytes of one column. */
  public long columnBytes() {
    return blockFloats(1) * Float.BYTES;
  }

  /** Floats of one block of {@code slots} slots. */
  long blockFloats(int slots) {
    return (long) layers * headFloats(slots) * kvHeads;
  }

  /** Floats of one head of one layer in a block: its keys, then its values. */
  long headFloats(int slots) {
    return (long) slots * (headDim + valueStride());
  }
}
