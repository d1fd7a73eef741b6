package io.lethe.engine;

import java.util.Arrays;

/** Logits, for comparisons that tell -0 from 0, and for those that allow a distance. */
final class Bits {
  private Bits() {}

  /** The bits of the logits after each token, which the session reads. */
  static int[][] read(TokenSession session, int... tokens) {
    int[][] bits = new int[tokens.length][];
    session.append(tokens, (index, values, offset) -> bits[index] = of(session, values, offset));
    return bits;
  }

  /** The bits of the logits that a listener of the session is shown. */
  static int[] of(TokenSession session, float[] values, int offset) {
    int[] bits = new int[session.engine().config().vocabulary()];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[offset + i]));
    return bits;
  }

  /** The largest absolute difference of two logits; infinite where either is not a number. */
  static double distance(int[] a, int[] b) {
    double most = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      double difference =
          Math.abs((double) Float.intBitsToFloat(a[i]) - Float.intBitsToFloat(b[i]));
      most = Math.max(most, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return most;
  }

  /** {@link #distance(int[], int[])} over the logits after all tokens. */
  static double distance(int[][] a, int[][] b) {
    double most = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      most = Math.max(most, distance(a[i], b[i]));
    }
    return most;
  }
}
