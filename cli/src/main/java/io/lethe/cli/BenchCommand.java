package io.lethe.cli;

import io.lethe.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lethe bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure tokens per second, after a warm-up, as llama-bench does.",
      "Tests: ppN reads a prompt of N tokens; tgN writes N tokens, tgN@dD behind D others; several"
          + " sequences write at once from depth 0, and the tokens of all of them count."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe bench",
      "  lethe bench --model qwen05 --prompt 512 --generate 0",
      "  lethe bench --prompt 0 --generate 64 --depth 0,4096 --sequences 1,8 --json",
      "  lethe bench --threads 2 --repetitions 9 --json"
    })
final class BenchCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec command;
  @Mixin private OpenOptions opening = new OpenOptions();

  @Option(
      names = "--prompt",
      paramLabel = "N",
      description = "Tokens of the prompt; 0: no such test (default: 512).")
  private int prompt = 512;

  @Option(
      names = "--generate",
      paramLabel = "N",
      description = "Tokens to write; 0: no such test (default: 64).")
  private int generate = 64;

  @Option(
      names = "--depth",
      paramLabel = "D",
      split = ",",
      description = "Tokens that are there before the first one is written (default: 0).")
  private List<Integer> depths = List.of(0);

  @Option(
      names = "--sequences",
      paramLabel = "S",
      split = ",",
      description = "Sequences that write at once (default: 1).")
  private List<Integer> sequences = List.of(1);

  @Option(
      names = "--repetitions",
      paramLabel = "R",
      description = "How often each test is measured (default: 5).")
  private int repetitions = 5;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  BenchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    require("--prompt", List.of(prompt), 0);
    require("--generate", List.of(generate), 0);
    require("--depth", depths, 0);
    require("--sequences", sequences, 1);
    require("--repetitions", List.of(repetitions), 1);
    try (Engine engine = opening.open(surroundings, columns())) {
      List<BenchRun.Result> results = measure(engine);
      if (json) {
        surroundings.printJson(results);
      }
    }
    return ExitCode.OK.code();
  }

  private void require(String option, List<Integer> values, int least) {
    for (int value : values) {
      if (value < least && command != null) {
        throw new ParameterException(
            command.commandLine(),
            "found %s %d, wanted %d or more".formatted(option, value, least));
      }
    }
  }

  /** Room for the largest test; a block more for each sequence, as they share none. */
  private int columns() {
    int most = prompt;
    for (int depth : depths) {
      most = Math.max(most, depth + generate);
    }
    for (int count : sequences) {
      most = Math.max(most, count * (generate + 32));
    }
    return most + 32;
  }

  private List<BenchRun.Result> measure(Engine engine) {
    BenchRun run = new BenchRun(engine, opening.model(), repetitions);
    List<BenchRun.Result> results = new ArrayList<>();
    if (prompt > 0) {
      note(results, run.prompt(prompt));
    }
    for (int count : sequences) {
      if (generate > 0 && count > 1) {
        note(results, run.together(generate, count));
      } else if (generate > 0) {
        for (int depth : depths) {
          note(results, run.generate(generate, depth));
        }
      }
    }
    return results;
  }

  private void note(List<BenchRun.Result> results, BenchRun.Result result) {
    results.add(result);
    if (!json) {
      surroundings
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%-12s %d %s, %d threads: %.1f tok/s (%.1f to %.1f)",
                  result.test(),
                  result.sequences(),
                  result.sequences() == 1 ? "sequence" : "sequences",
                  result.threads(),
                  result.tokensPerSecond().median(),
                  result.tokensPerSecond().min(),
                  result.tokensPerSecond().max()));
    }
  }
}
