package io.lethe.cli;

import io.lethe.cli.models.ModelJson;
import io.lethe.engine.Engine;
import io.lethe.engine.ReferenceEvaluation;
import io.lethe.engine.ReferenceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/** {@code lethe eval reference}. */
@Command(
    name = "reference",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compare a model with reference values computed in float32.",
      "Agreement: equal token ids, log-probabilities of the top 20 within 0.01, greedy ids equal up"
          + " to the first step whose margin is below 0.05, mean likelihoods within 0.001. Exit code"
          + " 1 when a case disagrees."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe eval reference smollm2.json --model smollm2",
      "  lethe eval reference gemma.json --model gemma-3-270m --kernels scalar --json out.json"
    })
final class EvalReferenceCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "FILE", description = "Reference values, JSON.")
  private Path file = Path.of("");

  @Mixin private OpenOptions opening = new OpenOptions();

  @Option(
      names = "--json",
      paramLabel = "OUT",
      description = "Write a file of the same structure with the computed values.")
  private @Nullable Path json;

  EvalReferenceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Map<String, Object> reference = read();
    try (Engine engine = opening.open(surroundings)) {
      ReferenceReport report = ReferenceEvaluation.evaluate(engine, reference);
      if (json != null) {
        Files.writeString(
            json,
            ModelJson.mapper().writeValueAsString(report.document()) + System.lineSeparator());
      }
      print(report);
      return (report.agrees() ? ExitCode.OK : ExitCode.DISAGREEMENT).code();
    }
  }

  private Map<String, Object> read() throws IOException {
    try {
      return ModelJson.mapper()
          .readValue(Files.readString(file), new TypeReference<Map<String, Object>>() {});
    } catch (JacksonException e) {
      throw new IOException(file + ": not a JSON object (" + e.getOriginalMessage() + ")", e);
    }
  }

  private void print(ReferenceReport report) {
    TextTable table = new TextTable("CASE", "KIND", "LARGEST DIFFERENCE", "IDS", "GREEDY", "");
    for (ReferenceReport.Case each : report.cases()) {
      if (each.skipped().isPresent()) {
        table.add(each.name(), each.kind(), "skipped: " + each.skipped().get(), "", "", "");
        continue;
      }
      table.add(
          each.name(),
          each.kind(),
          each.maxDifference().isPresent()
              ? String.format(Locale.ROOT, "%.6f", each.maxDifference().getAsDouble())
              : "",
          each.ids().name().toLowerCase(Locale.ROOT),
          each.greedy().map(g -> "%d of %d".formatted(g.equal(), g.steps())).orElse(""),
          each.agrees() ? "agrees" : "DISAGREES");
    }
    surroundings.out().println(table);
    for (ReferenceReport.Case each : report.cases()) {
      each.disagreements().forEach(text -> surroundings.out().println("  " + text));
    }
    long agreeing = report.cases().stream().filter(ReferenceReport.Case::agrees).count();
    surroundings.out().printf("%d of %d cases agree%n", agreeing, report.cases().size());
  }
}
