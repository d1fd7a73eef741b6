package io.lethe.cli.models;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows progress on a terminal: a bar, the megabytes, the speed and the time left. */
public final class BarProgress implements Progress {
  private static final long MEGABYTE = 1_000_000;

  private final PrintStream terminal;
  private final int columns;
  private @Nullable ProgressBar bar;

  public BarProgress(PrintStream terminal, int columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  @Override
  public void begin(String what, long totalBytes) {
    // Width and stream are given, or the library would open a terminal of its own and query it.
    bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(totalBytes)
            .setUnit(" MB", MEGABYTE)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(terminal, columns))
            .build();
  }

  @Override
  public void at(long doneBytes) {
    if (bar != null) {
      bar.stepTo(doneBytes);
    }
  }

  @Override
  public void note(String line) {
    if (bar != null) {
      bar.setExtraMessage(line);
    } else {
      terminal.println(line);
    }
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
