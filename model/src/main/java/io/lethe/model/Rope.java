package io.lethe.model;

import io.lethe.tensor.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rotary position embeddings (Su et al. 2021, RoFormer). Angles are formed in double precision from
 * the whole position, so that a prompt at position 2,000,000,000 sees the same angles between its
 * tokens as one at 0; sine and cosine are those of {@link StrictMath}, which are the same on every
 * machine.
 */
final class Rope {
  /** Which elements of a head turn together. */
  enum Pairing {
    /** Element 2i with 2i + 1 (Llama in GGUF, whose query and key rows are permuted for it). */
    NEIGHBOURS,
    /** Element i with i + width / 2 (Qwen, Gemma). */
    HALVES
  }

  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final double[] frequencies;
  private final Pairing pairing;
  private float[] cosines = new float[0];
  private float[] sines = new float[0];

  /** {@code frequencies[i] = base^(-2i / width) / factors[i]}. */
  Rope(int width, double base, double[] factors, Pairing pairing) {
    this.pairing = pairing;
    frequencies = new double[width / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = StrictMath.pow(base, -2.0 * i / width) / factors[i];
    }
  }

  /** Factors of 1. */
  static double[] unscaled(int width) {
    return scaled(width, 1);
  }

  /** The same factor everywhere: positions are interpolated linearly. */
  static double[] scaled(int width, double factor) {
    double[] factors = new double[width / 2];
    java.util.Arrays.fill(factors, factor);
    return factors;
  }

  /** Computes the angles of a batch; every layer uses them. */
  void prepare(Batch batch) {
    int half = frequencies.length;
    if (cosines.length < batch.rows() * half) {
      cosines = new float[batch.rows() * half];
      sines = new float[batch.rows() * half];
    }
    for (int r = 0; r < batch.rows(); r++) {
      for (int i = 0; i < half; i++) {
        double angle = batch.position(r) * frequencies[i];
        cosines[r * half + i] = (float) StrictMath.cos(angle);
        sines[r * half + i] = (float) StrictMath.sin(angle);
      }
    }
  }

  /** Turns {@code heads} heads of row {@code r} of x in place. */
  void rotate(Rows x, int r, int heads) {
    int half = frequencies.length;
    int headDim = x.width() / heads;
    int step = pairing == Pairing.NEIGHBOURS ? 2 : 1;
    int distance = pairing == Pairing.NEIGHBOURS ? 1 : half;
    float[] values = x.values();
    for (int h = 0; h < heads; h++) {
      int at = x.row(r) + h * headDim;
      for (int i = 0; i < half; i++) {
        float cos = cosines[r * half + i];
        float sin = sines[r * half + i];
        int first = at + i * step;
        float a = values[first];
        float b = values[first + distance];
        values[first] = a * cos - b * sin;
        values[first + distance] = a * sin + b * cos;
      }
    }
  }

  /**
   * Turns the keys {@code [headDim][stride]} of {@code count} neighbouring slots back by {@code by}
   * positions, in place; the first slot's first element is at byte {@code at}.
   */
  void turnBack(MemorySegment keys, long at, int stride, int count, long by) {
    int half = frequencies.length;
    int step = pairing == Pairing.NEIGHBOURS ? 2 : 1;
    int distance = pairing == Pairing.NEIGHBOURS ? 1 : half;
    for (int i = 0; i < half; i++) {
      double angle = -by * frequencies[i];
      float cos = (float) StrictMath.cos(angle);
      float sin = (float) StrictMath.sin(angle);
      long first = at + (long) i * step * stride * Float.BYTES;
      long second = first + (long) distance * stride * Float.BYTES;
      for (int slot = 0; slot < count; slot++) {
        float a = keys.get(F32, first + slot * 4L);
        float b = keys.get(F32, second + slot * 4L);
        keys.set(F32, first + slot * 4L, a * cos - b * sin);
        keys.set(F32, second + slot * 4L, a * sin + b * cos);
      }
    }
  }
}
