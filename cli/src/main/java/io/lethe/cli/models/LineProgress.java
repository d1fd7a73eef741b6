package io.lethe.cli.models;

import java.io.PrintWriter;

/** Shows progress in a file or a log: a line for each quarter. */
public final class LineProgress implements Progress {
  private static final int STEPS = 4;

  private final PrintWriter out;
  private String what = "";
  private long total = 1;
  private long shown;

  public LineProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(String what, long totalBytes) {
    this.what = what;
    this.total = Math.max(1, totalBytes);
    this.shown = 0;
    note("fetching %s, %,d MB".formatted(what, totalBytes / 1_000_000));
  }

  @Override
  public void at(long doneBytes) {
    long step = STEPS * doneBytes / total;
    if (step > shown) {
      shown = step;
      note("%s: %d %%".formatted(what, 100 * step / STEPS));
    }
  }

  @Override
  public void note(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void end() {}
}
