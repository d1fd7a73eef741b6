package io.lethe.model;

/**
 * How far the keys and values that a batch's rows would have now lie from those that are stored, in
 * one layer: the squared distance, summed over heads. The first layer's do not depend on what a
 * token sees, the second's are the first that do; rows that differ there differ further up (Yao et
 * al. 2025, CacheBlend). For one batch.
 */
final class Probe {
  /** The layer that is compared. */
  static final int LAYER = 1;

  private double[] distances = new double[0];

  void resize(int rows) {
    distances = new double[rows];
  }

  /** Rows are written by different threads, each by one. */
  void note(int row, double distance) {
    distances[row] = distance;
  }

  /** One for each row. */
  double[] distances() {
    return distances;
  }
}
