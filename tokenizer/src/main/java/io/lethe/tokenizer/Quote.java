package io.lethe.tokenizer;

/** The {@code char}s {@code [start, end)} of a prompt that somebody else wrote. */
public record Quote(int start, int end) {
  public Quote {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a quote: [" + start + ", " + end + ")");
    }
  }
}
