package io.lethe.cli;

import io.lethe.cli.Surroundings.Screen;
import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.KernelChoice;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that runs a model. */
final class OpenOptions {
  private static final String GGUF = ".gguf";

  private String usual = "smollm2";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "A name from lethe models list, or a GGUF file (default: smollm2).")
  private @Nullable String model;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads that compute (default: all cores).")
  private @Nullable Integer threads;

  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      defaultValue = "best",
      description = "best or scalar; both give the same bits (default: best).")
  private String kernels = "best";

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Tokens the KV cache has room for (default: what the model was trained for).")
  private @Nullable Integer context;

  /** The model as it was asked for. */
  String model() {
    return model == null ? usual : model;
  }

  /** What to open when nobody names a model: the one that made a session, say. */
  void usually(String name) {
    usual = name;
  }

  /** What to call the model in a trace, so that it is found again: its name here, or its file. */
  String lastingName(Surroundings surroundings) {
    Path file = surroundings.models().resolve(model()).toAbsolutePath().normalize();
    String name = String.valueOf(file.getFileName());
    return file.getParent() != null
            && file.getParent().equals(surroundings.models().folder().toAbsolutePath().normalize())
            && name.endsWith(GGUF)
        ? name.substring(0, name.length() - GGUF.length())
        : file.toString();
  }

  /** The model, opened. */
  Engine open(Surroundings surroundings) {
    return Engine.open(options(surroundings));
  }

  /** Has room for {@code columns} tokens unless the person asked for another number. */
  Engine open(Surroundings surroundings, int columns) {
    EngineOptions options = options(surroundings);
    return Engine.open(options.columns().isPresent() ? options : options.withColumns(columns));
  }

  private EngineOptions options(Surroundings surroundings) {
    try {
      EngineOptions options =
          EngineOptions.of(surroundings.models().resolve(model()))
              .withKernels(kernelChoice())
              .withPackedWeights(surroundings.home().resolve("cache").resolve("packed"))
              .withProgress(progress(surroundings));
      options = threads == null ? options : options.withThreads(threads);
      return context == null ? options : options.withColumns(context);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private KernelChoice kernelChoice() {
    return switch (kernels) {
      case "best" -> KernelChoice.BEST;
      case "scalar" -> KernelChoice.SCALAR;
      default -> throw wrong("found --kernels " + kernels + ", wanted best or scalar");
    };
  }

  private ParameterException wrong(@Nullable String message) {
    if (command == null) {
      throw new IllegalStateException("not part of a command: " + message);
    }
    return new ParameterException(command.commandLine(), String.valueOf(message));
  }

  /** The first start of a model packs its weights, which takes a moment. */
  private static DoubleConsumer progress(Surroundings surroundings) {
    if (surroundings.screen() == Screen.PIPE) {
      return share -> {};
    }
    AtomicInteger shown = new AtomicInteger(-1);
    return share -> {
      int percent = (int) (100 * share);
      if (shown.getAndSet(percent) == percent) {
        return;
      }
      surroundings
          .err()
          .print(
              percent < 100
                  ? "\rpreparing weights " + percent + " %"
                  : "\r" + " ".repeat(24) + "\r");
      surroundings.err().flush();
    };
  }
}
