package io.lethe.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How much attention each row of a batch pays to every column of its sequence: softmax weights,
 * added over layers and heads. For one batch.
 *
 * <p>One thread at a time adds to a row, in the order of layers and heads, so no sum depends on the
 * number of threads or on which other rows are in the batch.
 */
final class AttentionMeter {
  private final List<double[]> masses = new ArrayList<>(); // [row][column up to the row's own]

  /** Makes place for rows whose own columns are {@code column} and those after it. */
  void addRows(int column, int rows) {
    for (int i = 0; i < rows; i++) {
      masses.add(new double[column + i + 1]);
    }
  }

  /**
   * Adds what one head of a layer gives.
   *
   * @param first the column of the first weight
   * @param weights {@code [offset .. )}, up to the row's own column; not divided by their sum yet
   */
  void note(int row, int first, float[] weights, int offset) {
    double[] mass = masses.get(row);
    double total = 0;
    for (int c = first; c < mass.length; c++) {
      total += weights[offset + c - first];
    }
    for (int c = first; c < mass.length; c++) {
      mass[c] += weights[offset + c - first] / total;
    }
  }

  /** By column. */
  double[] of(int row) {
    return masses.get(row);
  }
}
