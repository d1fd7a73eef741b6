package io.lethe.cli;

import io.lethe.lab.Experiment;
import io.lethe.lab.Results;
import io.lethe.lab.claims.Claims;
import io.lethe.lab.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lethe lab report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Write one HTML page of all results in a folder and the folders in it.",
    footerHeading = "%nExamples:%n",
    footer = {"  lethe lab report lab/results", "  lethe lab report results --out page"})
final class LabReportCommand implements Callable<Integer> {
  private static final String PAGE = "report.html";
  private static final String RESULTS = ".jsonl";

  private final Surroundings surroundings;

  @Parameters(paramLabel = "DIR", description = "What lethe lab run wrote.")
  private Path folder = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the page goes (default: where the results are).")
  private @Nullable Path out;

  LabReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    surroundings.out().println("report: " + write(folder, out == null ? folder : out));
    return ExitCode.OK.code();
  }

  /** Writes the page and returns where it is. */
  static Path write(Path folder, Path target) throws IOException {
    List<Report.Section> sections = new ArrayList<>();
    for (Path file : files(folder)) {
      Results results = Results.read(file);
      Optional<Experiment> experiment = Claims.named(results.header().text("experiment"));
      experiment.ifPresent(known -> sections.add(new Report.Section(known, results)));
    }
    if (sections.isEmpty()) {
      throw new IOException("found no results in " + folder + "; run lethe lab run first");
    }
    sections.sort(Comparator.comparingInt(section -> Claims.all().indexOf(section.experiment())));
    Files.createDirectories(target);
    return Files.writeString(target.resolve(PAGE), Report.of(sections));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, 2)) {
      return all.filter(each -> each.toString().endsWith(RESULTS)).sorted().toList();
    }
  }
}
