package io.lethe.grammar;

/** A set of bytes, 0 to 255. Immutable. */
record ByteSet(long w0, long w1, long w2, long w3) {
  static final ByteSet DIGITS = range('0', '9');
  static final ByteSet CONTINUATION = range(0x80, 0xBF);
  static final ByteSet HEX = range('0', '9').or(range('a', 'f')).or(range('A', 'F'));

  /** The bytes {@code [first, last]}. */
  static ByteSet range(int first, int last) {
    long[] words = new long[4];
    for (int b = first; b <= last; b++) {
      words[b >> 6] |= 1L << b;
    }
    return new ByteSet(words[0], words[1], words[2], words[3]);
  }

  static ByteSet of(String ascii) {
    ByteSet set = new ByteSet(0, 0, 0, 0);
    for (int i = 0; i < ascii.length(); i++) {
      set = set.or(range(ascii.charAt(i), ascii.charAt(i)));
    }
    return set;
  }

  ByteSet or(ByteSet other) {
    return new ByteSet(w0 | other.w0, w1 | other.w1, w2 | other.w2, w3 | other.w3);
  }

  boolean contains(int b) {
    long word =
        switch (b >> 6) {
          case 0 -> w0;
          case 1 -> w1;
          case 2 -> w2;
          default -> w3;
        };
    return (word >>> b & 1) != 0;
  }
}
