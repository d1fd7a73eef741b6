package io.lethe.lab;

/** How much is measured. */
public enum Size {
  /** Little, to see that everything works: figures of this size say nothing. */
  SMOKE,
  FULL;

  /** One of two values. */
  public <T> T choose(T smoke, T full) {
    return switch (this) {
      case SMOKE -> smoke;
      case FULL -> full;
    };
  }
}
