package io.lethe.grammar;

/** A set of tokens. Immutable. */
public final class TokenMask {
  private final long[] bits;

  /**
   * @param bits token {@code i} is bit {@code i % 64} of word {@code i / 64}; owned by this from
   *     now on
   */
  TokenMask(long[] bits) {
    this.bits = bits;
  }

  /** Whether {@code token} is in the set; tokens that the vocabulary lacks are not. */
  public boolean allows(int token) {
    return token >= 0 && token >> 6 < bits.length && (bits[token >> 6] >>> token & 1) != 0;
  }

  /** The first token from {@code from} on that is in the set; -1 if there is none, as in BitSet. */
  public int next(int from) {
    int word = from >> 6;
    if (word >= bits.length) {
      return -1;
    }
    long left = bits[word] & -1L << from;
    while (left == 0) {
      if (++word == bits.length) {
        return -1;
      }
      left = bits[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(left);
  }

  int words() {
    return bits.length;
  }

  /** The number of tokens. */
  public int size() {
    int size = 0;
    for (long word : bits) {
      size += Long.bitCount(word);
    }
    return size;
  }
}
