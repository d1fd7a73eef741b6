package io.lethe.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What tests ask of logits. */
final class Logits {
  private Logits() {}

  /** The largest absolute difference; infinite where either is not a number. */
  static double distance(float[] a, float[] b) {
    double most = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      double difference = Math.abs((double) a[i] - b[i]);
      most = Math.max(most, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return most;
  }

  static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  /** Natural logarithms of probabilities, in double precision. */
  static double[] logProbabilities(float[] logits) {
    double max = logits[argmax(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    double shift = max + Math.log(sum);
    double[] out = new double[logits.length];
    Arrays.setAll(out, i -> logits[i] - shift);
    return out;
  }

  /** The bits of every logit, for comparisons that tell -0 from 0. */
  static int[][] bits(float[][] logits) {
    return Arrays.stream(logits).map(Logits::bits).toArray(int[][]::new);
  }

  static int[] bits(float[] logits) {
    int[] bits = new int[logits.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(logits[i]));
    return bits;
  }

  /** SHA-256 over the bits, big-endian, as 64 hexadecimal digits. */
  static String digest(float[][] logits) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (float[] row : logits) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * row.length);
        bytes.asIntBuffer().put(bits(row));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
