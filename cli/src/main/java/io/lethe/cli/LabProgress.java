package io.lethe.cli;

import io.lethe.cli.Surroundings.Screen;
import io.lethe.lab.Experiment;
import io.lethe.lab.Item;
import io.lethe.lab.Progress;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far an experiment is on the error stream: a bar with the time left, or lines. */
final class LabProgress {
  private LabProgress() {}

  static Progress of(Surroundings surroundings) {
    return surroundings.screen() == Screen.TERMINAL
        ? new Bar(surroundings.columns())
        : new Lines(surroundings);
  }

  /** For a person. */
  private static final class Bar implements Progress {
    private final int columns;
    private @Nullable ProgressBar bar;

    Bar(int columns) {
      this.columns = columns;
    }

    @Override
    public void begins(Experiment experiment, long done, long total) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(experiment.name())
              .setInitialMax(total)
              .startsFrom(done, java.time.Duration.ZERO)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setConsumer(
                  new ConsoleProgressBarConsumer(
                      new PrintStream(System.err, true, StandardCharsets.UTF_8), columns))
              .build();
    }

    @Override
    public void advances(Item item, long done) {
      if (bar != null) {
        bar.setExtraMessage(item.key());
        bar.stepTo(done);
      }
    }

    @Override
    public void ends() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }

  /** For a log. */
  private static final class Lines implements Progress {
    private final Surroundings surroundings;
    private String name = "";
    private long before;
    private long total;
    private long began;

    Lines(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public void begins(Experiment experiment, long done, long all) {
      name = experiment.name();
      before = done;
      total = all;
      began = System.nanoTime();
    }

    @Override
    public void advances(Item item, long done) {
      double seconds = (System.nanoTime() - began) / 1e9;
      long left = Math.round(seconds * (total - done) / Math.max(1, done - before));
      surroundings
          .err()
          .println(
              "%s: %s done, %d %%, about %d s left"
                  .formatted(name, item.key(), 100 * done / Math.max(1, total), left));
    }

    @Override
    public void ends() {}
  }
}
