package io.lethe.cli;

import io.lethe.engine.Engine;
import io.lethe.lab.Conversation;
import io.lethe.lab.Conversations;
import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.PlanName;
import io.lethe.lab.Recorded;
import io.lethe.lab.Results;
import io.lethe.lab.Rig;
import io.lethe.lab.Run;
import io.lethe.lab.Size;
import io.lethe.lab.Verdict;
import io.lethe.lab.claims.Claims;
import io.lethe.server.config.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe lab run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run experiments, print what was expected beside what came out, and write a report.",
      "Results are lines of JSON. A run that was interrupted goes on where it was when it is started"
          + " again. Exit code 1 when a law of Lethe is broken; a claim that does not hold is a finding."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe lab run forget-vs-summary --model smollm2",
      "  lethe lab run all --size smoke --out /tmp/look",
      "  lethe lab run kept-kv secrets --data mine.jsonl --out mine",
      "  lethe lab run transcript --data ~/.claude/projects/-home-me-app/1f0e.jsonl --out app",
      "  lethe lab run transcript --data run.traj --policy default --policy budget@50%%"
    })
final class LabRunCommand implements Callable<Integer> {
  /** Room for a long text under several arms, and for what is written after it. */
  private static final int COLUMNS = 24_576;

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec command;
  @Mixin private OpenOptions opening = new OpenOptions();

  @Parameters(
      paramLabel = "EXPERIMENT",
      arity = "1..*",
      description = "Names from lethe lab list, or all.")
  private List<String> names = List.of();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Conversations with marked parts, a JSON object a line; of transcript alone what lethe"
              + " import reads (default: those shipped).")
  private @Nullable Path data;

  @Option(
      names = "--policy",
      paramLabel = "PLAN",
      description =
          "What forgets in a transcript: names of policies, with a budget if one likes (default,"
              + " budget@2048, budget@50%%); more than once for several plans (default: the rules, one"
              + " by one and together).")
  private List<String> plans = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results and report go (default: lab/MODEL-SIZE in $LETHE_HOME).")
  private @Nullable Path out;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "full",
      description = "smoke: to see that all works; or full (default: full).")
  private String size = "full";

  @Option(names = "--seed", paramLabel = "N", description = "For what is drawn (default: 1).")
  private long seed = 1;

  LabRunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    List<Experiment> experiments = experiments();
    Size wanted = size();
    Path folder = folder();
    List<Conversation> conversations = conversations(experiments);
    Recorded recorded = recorded(experiments);
    boolean broken = false;
    try (Engine engine = opening.open(surroundings, COLUMNS)) {
      Rig rig =
          new Rig(engine, model(), conversations, recorded, wanted, seed, folder.resolve("work"));
      for (Experiment each : experiments) {
        Results results =
            new Run(each, rig, folder, Clock.systemUTC()).run(LabProgress.of(surroundings));
        Findings findings = each.conclude(results.observations());
        print(each, findings);
        broken |= findings.breaks();
      }
    }
    surroundings.out().println("report: " + LabReportCommand.write(folder, folder));
    return (broken ? ExitCode.DISAGREEMENT : ExitCode.OK).code();
  }

  private List<Experiment> experiments() {
    Set<Experiment> chosen = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals("all")) {
        chosen.addAll(Claims.all());
      } else {
        chosen.add(
            Claims.named(name)
                .orElseThrow(() ->
                    wrong(
                        "found no experiment %s, wanted all or one of %s"
                            .formatted(
                                name,
                                Claims.all().stream()
                                    .map(Experiment::name)
                                    .collect(Collectors.joining(", "))))));
      }
    }
    return new ArrayList<>(chosen);
  }

  /** Whether all that is to be run is about a recording. */
  private static boolean replays(List<Experiment> experiments) {
    return experiments.stream().allMatch(each -> each.material() == Experiment.Material.RECORDING);
  }

  private List<Conversation> conversations(List<Experiment> experiments) throws IOException {
    return data == null || replays(experiments)
        ? Conversations.shipped()
        : Conversations.read(data);
  }

  private Recorded recorded(List<Experiment> experiments) throws IOException {
    if (!plans.isEmpty()
        && experiments.stream()
            .noneMatch(each -> each.material() == Experiment.Material.RECORDING)) {
      throw wrong("found --policy, wanted it with transcript only");
    }
    Recorded recorded =
        data != null && replays(experiments) ? Recorded.read(data) : Recorded.shipped();
    return recorded.under(plans.stream().map(PlanName::new).toList());
  }

  private Size size() {
    return switch (size) {
      case "smoke" -> Size.SMOKE;
      case "full" -> Size.FULL;
      default -> throw wrong("found --size " + size + ", wanted smoke or full");
    };
  }

  /** What results call the model: the same as clients of a server do. */
  private String model() {
    return Deployment.modelName(opening.model());
  }

  private Path folder() {
    return out == null
        ? surroundings.home().resolve("lab").resolve(model() + "-" + size.toLowerCase(Locale.ROOT))
        : out;
  }

  private ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException("not part of a command: " + message);
    }
    return new ParameterException(command.commandLine(), message);
  }

  private void print(Experiment experiment, Findings findings) {
    surroundings.out().println(experiment.name() + ": " + experiment.claim());
    TextTable table = new TextTable("FIGURE", "STATED BEFOREHAND", "MEASURED [95 %]", "OUTCOME");
    for (Verdict verdict : findings.verdicts()) {
      table.add(
          verdict.prediction().figure(),
          verdict.prediction().sign().words(),
          Figures.words(verdict.measured()),
          verdict.outcome().words());
    }
    surroundings.out().println(table);
    findings.notes().forEach(note -> surroundings.out().println("  " + note));
    surroundings.out().println();
  }
}
