package io.lethe.cli;

import io.lethe.cli.Surroundings.Screen;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a person on the error stream which share of something is done; a pipe sees nothing. */
final class ShareBar implements DoubleConsumer, AutoCloseable {
  private static final int STEPS = 1000;

  private final Optional<ProgressBar> bar;

  ShareBar(Surroundings surroundings, String what) {
    this.bar =
        surroundings.screen() == Screen.PIPE
            ? Optional.empty()
            : Optional.of(
                new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(STEPS)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .hideEta()
                    .setConsumer(
                        new ConsoleProgressBarConsumer(
                            new PrintStream(System.err, true, StandardCharsets.UTF_8),
                            surroundings.columns()))
                    .build());
  }

  @Override
  public void accept(double share) {
    bar.ifPresent(shown -> shown.stepTo(Math.round(share * STEPS)));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
