package io.lethe.engine;

/**
 * How long a generation took.
 *
 * @param prefill tokens read since the generation before
 * @param decode tokens computed while writing; one fewer than written, as the last needs no column
 */
public record Timings(Rate prefill, Rate decode) {
  /** Tokens in seconds. */
  public record Rate(int tokens, double seconds) {
    /** 0 if nothing was done. */
    public double tokensPerSecond() {
      return tokens == 0 ? 0 : tokens / seconds;
    }
  }
}
