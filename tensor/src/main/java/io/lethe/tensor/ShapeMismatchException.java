package io.lethe.tensor;

/** An operation was given arrays whose shapes do not fit together. */
public final class ShapeMismatchException extends RuntimeException {
  /** Shapes as text, such as {@code [512, 576]}. */
  public ShapeMismatchException(String operation, String expected, String found) {
    super(operation + ": expected " + expected + ", found " + found);
  }
}
