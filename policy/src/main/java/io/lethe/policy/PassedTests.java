package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Logs of test runs in which every test passed. The lines that say so stay, and so does the command
 * above them. A run in which anything failed stays whole.
 */
public record PassedTests() implements Policy {
  private static final int LEAST_LINES = 3;

  @Override
  public String name() {
    return "passed-tests";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    List<Choice> choices = new ArrayList<>();
    for (Part part : transcript.choosable()) {
      switch (part.kind()) {
        case LOG, TOOL_RESULT -> passed(part, Line.of(part.text())).ifPresent(choices::add);
        case TEXT -> quoted(part).ifPresent(choices::add);
        case TOOL_CALL, FILE_READ, FILE_WRITE, THOUGHT, REMINDER, HOOK_OUTPUT -> {}
      }
    }
    return List.copyOf(choices);
  }

  /** A log inside prose: only what lies from its first line to its verdict. */
  private Optional<Choice> quoted(Part part) {
    List<Range> logs = PartKinds.ranges(part, Kind.LOG);
    List<Line> inside =
        Line.of(part.text()).stream()
            .filter(line -> logs.stream().anyMatch(log -> log.covers(line.range())))
            .toList();
    // The verdict often stands below the log's last line, in a shape of its own.
    return passed(part, inside, TestRunner.verdict(Line.of(part.text())));
  }

  private Optional<Choice> passed(Part part, List<Line> lines) {
    return passed(part, lines, TestRunner.verdict(lines));
  }

  private Optional<Choice> passed(Part part, List<Line> lines, List<Line> verdict) {
    List<Range> dropped =
        lines.stream()
            .filter(line -> !verdict.contains(line) && !command(line))
            .map(Line::range)
            .toList();
    long worth = lines.stream().filter(line -> !line.blank()).count() - verdict.size();
    if (verdict.isEmpty() || worth < LEAST_LINES) {
      return Optional.empty();
    }
    return Choice.some(
        part,
        dropped,
        "all tests passed; what says so stays: " + verdict.getLast().plain().strip(),
        this);
  }

  private static boolean command(Line line) {
    return line.plain().startsWith("$ ") || line.plain().startsWith("> ");
  }
}
