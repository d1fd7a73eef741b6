package io.lethe.cli;

import io.lethe.cli.models.ModelPull.When;
import io.lethe.engine.Engine;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lethe demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Show what Lethe does: a small model reads a long log, answers, forgets the log in place and"
          + " goes on; the session is closed, opened from disk, and replayed to the bit.",
      "Brings SmolLM2 (98 MB, Apache-2.0) when it is not here. Takes less than a minute. The session"
          + " stays, so that you can look at it."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  lethe demo", "  lethe demo --threads 2"})
final class DemoCommand implements Callable<Integer> {
  private static final String MODEL = "smollm2";

  private final Surroundings surroundings;

  @Mixin private OpenOptions opening = new OpenOptions();

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (opening.model().equals(MODEL)) {
      surroundings
          .pull()
          .pull(
              surroundings.models().catalogue().get(MODEL), When.MISSING, surroundings.progress());
    }
    PrintWriter out = surroundings.out();
    try (Engine engine = opening.open(surroundings)) {
      out.printf(
          "%s on %d threads, kernels %s. It is a small model, and some of its answers are wrong;"
              + " watch its memory. Ctrl-C ends it.%n",
          opening.model(), engine.options().threads(), engine.kernels());
      DemoStory story =
          new DemoStory(
              engine,
              opening.lastingName(surroundings),
              surroundings.home(),
              out,
              surroundings.ink());
      DemoStory.End end = story.tell();
      out.println();
      out.println("What to try next:");
      next("chat --session " + end.session(), "go on: /parts, /map, /why, /recall disk, /help");
      next("trace " + end.session(), "all that happened");
      next("replay " + end.session(), "the proof again, in a new process");
      next("models list", "larger models, such as qwen05");
      next("--help", "everything else");
      return end.exit().code();
    }
  }

  private void next(String command, String why) {
    surroundings.out().printf("  ./lethe %-22s %s%n", command, why);
  }
}
