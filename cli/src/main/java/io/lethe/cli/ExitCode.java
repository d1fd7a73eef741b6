package io.lethe.cli;

/** What the process says to whoever started it. The help of {@code lethe} lists the same. */
enum ExitCode {
  OK(0),
  /** Everything ran, and a check came out negative. */
  DISAGREEMENT(1),
  /** The command line makes no sense. */
  USAGE(2),
  /** A file, a model, the network or the disk is not as it should be. */
  INPUT(3),
  /** A fault in Lethe itself. */
  FAULT(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
