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
import java.util.Map;
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
    footer = {
      "  lethe lab report lab/results",
      "  lethe lab report results --out page",
      "  lethe lab report results --plots pictures"
    })
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

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Write each plot as an SVG file into this folder, too.")
  private @Nullable Path plots;

  LabReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    surroundings.out().println("report: " + write(folder, out == null ? folder : out));
    if (plots != null) {
      surroundings.out().println("plots: " + draw(sections(folder), plots) + " in " + plots);
    }
    return ExitCode.OK.code();
  }

  /** Writes the page and returns where it is. */
  static Path write(Path folder, Path target) throws IOException {
    String page = Report.of(sections(folder));
    Files.createDirectories(target);
    return Files.writeString(target.resolve(PAGE), page);
  }

  /** Writes every plot and returns how many there are. */
  private static int draw(List<Report.Section> sections, Path target) throws IOException {
    Files.createDirectories(target);
    int drawn = 0;
    for (Report.Section section : sections) {
      for (Map.Entry<String, String> plot : Report.plots(section).entrySet()) {
        Files.writeString(target.resolve(plot.getKey()), plot.getValue());
        drawn++;
      }
    }
    return drawn;
  }

  private static List<Report.Section> sections(Path folder) throws IOException {
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
    return sections;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, 2)) {
      return all.filter(each -> each.toString().endsWith(RESULTS)).sorted().toList();
    }
  }
}
