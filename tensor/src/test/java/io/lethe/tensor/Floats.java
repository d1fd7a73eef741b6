package io.lethe.tensor;

import java.util.Random;

/** Arrays of normally distributed floats. */
final class Floats {
  private Floats() {}

  static float[] random(int n, Random random) {
    float[] x = new float[n];
    fill(x, random);
    return x;
  }

  static void fill(float[] x, Random random) {
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
  }
}
