package io.lethe.engine;

import java.util.TreeMap;

/** The bits of the logits after tokens, by the tokens' index in a session. */
record Seen(TreeMap<Integer, int[]> bits) {
  Seen() {
    this(new TreeMap<>());
  }

  Seen copy() {
    return new Seen(new TreeMap<>(bits));
  }

  void put(int index, int[] logits) {
    bits.put(index, logits);
  }

  /** Forgets the logits after token {@code index} and later ones. */
  void dropFrom(int index) {
    bits.tailMap(index, true).clear();
  }

  int[][] inOrder() {
    return bits.values().toArray(int[][]::new);
  }
}
