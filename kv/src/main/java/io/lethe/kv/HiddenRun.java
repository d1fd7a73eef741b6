package io.lethe.kv;

/**
 * Neighbouring columns {@code [startColumn, endColumn)} that readers at position {@code hiddenFrom}
 * and later do not see.
 */
public record HiddenRun(int startColumn, int endColumn, long hiddenFrom) {
  public HiddenRun {
    if (startColumn < 0 || endColumn <= startColumn || hiddenFrom < 0) {
      throw new IllegalArgumentException(
          "not a run of hidden columns: ["
              + startColumn
              + ", "
              + endColumn
              + ") from position "
              + hiddenFrom);
    }
  }
}
