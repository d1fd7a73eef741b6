package io.lethe.tensor;

/**
 * The one polynomial for exp, and the constants that the scalar and vector forms share: Cody and
 * Waite's reduction to {@code [-ln2/2, ln2/2]} and the degree-6 polynomial of Cephes' {@code expf},
 * all in fused multiply-adds. Relative error below 2e-7 for x in [-87, 88]; 0 below, the value at
 * 88 above.
 */
final class Exponential {
  static final float LOG2E = 1.442695e+00f;

  /** Adding and subtracting it rounds to an integer. */
  static final float ROUND = 12582912f;

  static final float LN2_HIGH = 6.933594e-01f;
  static final float LN2_LOW = -2.1219444e-04f;
  static final float C5 = 1.9875691e-04f;
  static final float C4 = 1.3981999e-03f;
  static final float C3 = 8.333452e-03f;
  static final float C2 = 4.1665796e-02f;
  static final float C1 = 1.6666666e-01f;
  static final float C0 = 5.0e-01f;
  static final float LOWEST = -87f;
  static final float HIGHEST = 88f;

  /** {@code 2 sqrt(2 / pi)} and the cubic coefficient of gelu's tanh form. */
  static final float GELU_SLOPE = 1.595769e+00f;

  static final float GELU_CUBIC = 0.044715f;

  private Exponential() {}

  static float exp(float x) {
    float clamped = Math.min(x, HIGHEST);
    float n = clamped * LOG2E + ROUND - ROUND;
    float r = Math.fma(n, -LN2_HIGH, clamped);
    r = Math.fma(n, -LN2_LOW, r);
    float p = Math.fma(C5, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, C1);
    p = Math.fma(p, r, C0);
    p = Math.fma(p, r * r, r) + 1f;
    return x < LOWEST ? 0f : p * Float.intBitsToFloat(((int) n + 127) << 23);
  }

  /** {@code x / (1 + exp(-x))}. */
  static float silu(float x) {
    return x / (1f + exp(-x));
  }

  /** {@code x sigmoid(2 sqrt(2/pi) (x + 0.044715 x^3))}, which is {@code x (1 + tanh(..)) / 2}. */
  static float gelu(float x) {
    float cube = x * x * x;
    float u = Math.fma(cube, GELU_CUBIC, x) * GELU_SLOPE;
    return x / (1f + exp(-u));
  }
}
