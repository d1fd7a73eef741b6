package io.lethe.cli;

import io.lethe.engine.Engine;
import io.lethe.engine.Likelihood;
import io.lethe.engine.TokenSession;
import io.lethe.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe perplexity}. */
@Command(
    name = "perplexity",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure how well a model foresees a text.",
      "The text is cut into windows that are read one by one, each from an empty context."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe perplexity README.md",
      "  lethe perplexity book.txt --model qwen05 --window 2048 --json"
    })
final class PerplexityCommand implements Callable<Integer> {
  /** The result as a program reads it. */
  record JsonPerplexity(
      String model,
      String file,
      int tokens,
      int foreseen,
      int windows,
      double meanNll,
      double perplexity,
      double seconds) {}

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "A text in UTF-8.")
  private Path file = Path.of("");

  @Mixin private OpenOptions opening = new OpenOptions();

  @Option(names = "--window", paramLabel = "N", description = "Tokens of a window (default: 1024).")
  private int window = 1024;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  PerplexityCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (window < 2 && command != null) {
      throw new ParameterException(
          command.commandLine(), "found --window " + window + ", wanted 2 or more");
    }
    String text = Files.readString(file);
    try (Engine engine = opening.open(surroundings, window)) {
      Tokenizer tokenizer = engine.tokenizer();
      int[] ids = tokenizer.encode(text);
      long start = System.nanoTime();
      double nll = 0;
      int foreseen = 0;
      int windows = 0;
      for (int from = 0; from < ids.length; from += window - 1) {
        int to = Math.min(ids.length, from + window - 1);
        Likelihood likelihood = read(engine, Arrays.copyOfRange(ids, from, to));
        nll += likelihood.nll();
        foreseen += likelihood.tokens();
        windows++;
      }
      print(
          new JsonPerplexity(
              opening.model(),
              file.toString(),
              ids.length,
              foreseen,
              windows,
              new Likelihood(nll, foreseen).mean(),
              new Likelihood(nll, foreseen).perplexity(),
              (System.nanoTime() - start) / 1e9));
    }
    return ExitCode.OK.code();
  }

  private static Likelihood read(Engine engine, int[] ids) {
    try (TokenSession session = engine.newSession()) {
      return Likelihood.read(session, engine.tokenizer().withBos(ids));
    }
  }

  private void print(JsonPerplexity result) {
    if (json) {
      surroundings.printJson(result);
      return;
    }
    surroundings
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "perplexity %.4f (mean %.6f nats over %d tokens, %d windows, %.1f s)",
                result.perplexity(),
                result.meanNll(),
                result.foreseen(),
                result.windows(),
                result.seconds()));
  }
}
