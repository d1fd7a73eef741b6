package io.lethe.bench.forgetting;

/** One of the things that are measured. */
interface Figure {
  /** Measures and prints a line for each repetition; the first one of a process is a cold one. */
  void measure(Ground ground);
}
