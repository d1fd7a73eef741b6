package io.lethe.cli;

import io.lethe.engine.EngineOptions;
import io.lethe.server.Server;
import io.lethe.server.config.Deployment;
import io.lethe.server.config.Setting;
import io.lethe.server.config.Settings;
import io.lethe.server.config.SettingsFile;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code lethe serve}. Its other options are {@link Setting}s. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serve OpenAI's and Anthropic's APIs with a model on this machine; conversations are kept,"
          + " and what was forgotten in them costs nothing.",
      "Every option is also a variable (--max-body is LETHE_MAX_BODY) and a line of the YAML file"
          + " (max-body: 32MB); a flag goes before a variable, a variable before the file."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe serve",
      "  lethe serve --model qwen05 --context 16384",
      "  lethe serve --host 0.0.0.0 --key alice=sk-something-long --key bob=sk-another-one",
      "  lethe serve --config /etc/lethe/serve.yaml --print-config",
      "",
      "  curl http://127.0.0.1:8737/v1/chat/completions -d '{\"model\": \"smollm2\","
          + " \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'",
      "  ANTHROPIC_BASE_URL=http://127.0.0.1:8737 ANTHROPIC_AUTH_TOKEN=none claude"
    })
final class ServeCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A YAML file (default: serve.yaml in $LETHE_HOME, if it is there).")
  private @Nullable Path config;

  @Option(
      names = "--print-config",
      description = "Print what is set and where each value is from, and leave.")
  private boolean printConfig;

  private ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The command with an option for every setting. */
  static CommandLine of(Surroundings surroundings) {
    CommandLine line = new CommandLine(new ServeCommand(surroundings));
    for (Setting setting : Setting.values()) {
      line.getCommandSpec().addOption(option(setting));
    }
    return line;
  }

  private static OptionSpec option(Setting setting) {
    String[] names =
        switch (setting) {
          case MODEL -> new String[] {"-m", setting.flag()};
          case PORT -> new String[] {"-p", setting.flag()};
          case THREADS -> new String[] {"-t", setting.flag()};
          default -> new String[] {setting.flag()};
        };
    String usual = setting.usual().isEmpty() ? "" : " (default: " + setting.usual() + ")";
    OptionSpec.Builder option =
        OptionSpec.builder(names)
            .paramLabel(setting.value())
            .description(
                setting.description()
                    + (setting.isList() ? " May be given several times." : "")
                    + usual);
    return (setting.isList()
            ? option.arity("1").type(List.class).auxiliaryTypes(String.class)
            : option.arity("1").type(String.class))
        .build();
  }

  @Override
  public Integer call() {
    Deployment deployment = Deployment.of(settings(), surroundings.home(), new SecureRandom());
    if (printConfig) {
      surroundings.out().println(deployment.settings().written());
      return ExitCode.OK.code();
    }
    String model = deployment.settings().text(Setting.MODEL);
    EngineOptions engine = engine(deployment.settings(), surroundings.models().resolve(model));
    CountDownLatch stop = new CountDownLatch(1);
    Object interrupt = Signals.register("INT", () -> interrupted(stop));
    Object terminate = Signals.register("TERM", () -> interrupted(stop));
    try (Server server = Server.listen(deployment.options())) {
      surroundings.out().println(firstLine(deployment, server.port(), model));
      surroundings.out().flush();
      long start = System.nanoTime();
      server.load(engine);
      surroundings
          .out()
          .printf(
              Locale.ROOT,
              "Ready after %.2f s. Ctrl-C stops it.%n",
              (System.nanoTime() - start) / 1e9);
      surroundings.out().flush();
      await(stop);
      surroundings
          .out()
          .println("Stopping: open answers are finished and kept. Ctrl-C again leaves at once.");
      surroundings.out().flush();
    } finally {
      Signals.unregister("INT", interrupt);
      Signals.unregister("TERM", terminate);
    }
    return ExitCode.OK.code();
  }

  private static void await(CountDownLatch stop) {
    try {
      stop.await();
    } catch (InterruptedException e) {
      // Whoever runs the command in a thread of theirs ends it so: in good order as well.
      stop.countDown();
    }
  }

  /** Stops in good order, or at once when somebody insists. Sessions survive that too. */
  private static void interrupted(CountDownLatch stop) {
    if (stop.getCount() == 0) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    stop.countDown();
  }

  private static String firstLine(Deployment deployment, int port, String model) {
    InetSocketAddress address = deployment.options().address();
    String host = address.getAddress().getHostAddress();
    return "Lethe at http://%s:%d, model %s%s"
        .formatted(
            host.contains(":") ? "[" + host + "]" : host,
            port,
            model,
            deployment.madeKey().map(key -> ", key " + key).orElse(""));
  }

  private EngineOptions engine(Settings settings, Path model) {
    EngineOptions options =
        EngineOptions.of(model)
            .withPackedWeights(surroundings.home().resolve("cache").resolve("packed"));
    OptionalInt threads = settings.optionalWhole(Setting.THREADS, 1, 1024);
    options = threads.isPresent() ? options.withThreads(threads.getAsInt()) : options;
    OptionalInt context = settings.optionalWhole(Setting.CONTEXT, 1, 100_000_000);
    return context.isPresent() ? options.withColumns(context.getAsInt()) : options;
  }

  private Settings settings() {
    Path usual = surroundings.home().resolve("serve.yaml");
    Path file = config == null ? usual : config;
    return Settings.of(
        flags(),
        surroundings.environment(),
        file,
        config == null && !Files.exists(usual) ? Map.of() : SettingsFile.read(file));
  }

  private Map<Setting, List<String>> flags() {
    if (command == null) {
      throw new IllegalStateException("not run as a command");
    }
    ParseResult parsed = command.commandLine().getParseResult();
    Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (parsed.hasMatchedOption(setting.flag())) {
        Object value = parsed.matchedOptionValue(setting.flag(), "");
        flags.put(
            setting,
            value instanceof List<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value)));
      }
    }
    return flags;
  }
}
