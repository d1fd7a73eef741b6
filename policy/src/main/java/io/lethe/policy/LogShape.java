package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What lines of a log look like, and which of them nobody wants to lose. */
final class LogShape {
  private static final Pattern LOG =
      Pattern.compile(
          String.join(
              "|",
              // A time, with or without a date, at the start or behind an address.
              "^\\W{0,2}\\d{4}[-/]\\d\\d[-/]\\d\\d[T ,]+\\d\\d:\\d\\d",
              "^\\W{0,2}\\d\\d:\\d\\d:\\d\\d\\b",
              "^[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d ",
              "^\\S{1,80} .{0,60}\\[[^\\]]{0,40}\\d:\\d\\d[^\\]]{0,20}\\] \"",
              // A level.
              "^\\W{0,3}(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|FINE|CONFIG)\\b[\\]: |-]",
              // Test runners.
              "^\\s*(PASS|FAIL|PASSED|FAILED|SKIP|ok|not ok|✓|✔|✗|✘|✕|×)(\\s|$)",
              "^(test \\S.* \\.\\.\\. (ok|FAILED|ignored)|running \\d+ tests?|test result: )",
              "^\\s*(=== (RUN|PAUSE|CONT) |--- (PASS|FAIL|SKIP): )",
              "^\\S+::\\S.* (PASSED|FAILED|SKIPPED|ERROR|XFAIL)",
              "^\\S+\\.py [.FEsxX]+( +\\[ *\\d+%\\])?$",
              "^\\s*(Start +\\d+: |\\d+/\\d+ Test +#\\d+: )",
              "^\\S+ > .* (PASSED|FAILED|SKIPPED)$",
              // Builds and package managers.
              "^(npm (ERR!|error|warn|WARN|notice|http|verb|info)|> Task :|make(\\[\\d+\\])?: )",
              "^(\\[ *\\d+(/\\d+|%)\\]|Downloading|Downloaded|Progress \\(|Get:\\d+ |Collecting )",
              "^\\s+(Compiling|Checking|Downloaded|Fresh) \\S+ v\\d"));

  private static final Pattern NOTABLE =
      Pattern.compile(
          "(?i)\\b(errors?|warn(ing)?s?|fail(ed|ure|ures|ing|s)?|fatal|severe|critical|panic(ked)?"
              + "|exceptions?|traceback|denied|refused|timed out|timeouts?|abort(ed)?|killed|unable"
              + "|cannot|could not|not found|assertion|not ok|rejected|unreachable|corrupt(ed)?"
              + "|segfault|oom|out of memory|rolled? ?back)\\b"
              + "|(?-i:\\w(Exception|Error)\\b)|ERR!|^E {2,}|[✗✘✕×]"
              + "|\"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) [^\"]*\" [45]\\d\\d\\b");
  private static final Pattern NOTHING_WRONG =
      Pattern.compile(
          "(?i)\\b(0|no) (errors?|failures?|failed|warnings?)\\b|\\b(errors?|failures?|failed): 0\\b");
  private static final Pattern STACK =
      Pattern.compile(
          "^\\s+at \\S.*|^Caused by: .*|^\\s+\\.\\.\\. \\d+ (more|common).*"
              + "|^\\s+File \".*\", line \\d+.*|^goroutine \\d+ \\[.*|^\\s+\\S+\\.go:\\d+.*"
              + "|^\\s+\\d+: 0x.*|^\\s+--> \\S+:\\d+.*");
  private static final int LEAST_LINES = 6;
  private static final int WIDEST_GAP = 2;

  private LogShape() {}

  /** Whether a line by itself looks like one of a log. */
  static boolean logLine(Line line) {
    return LOG.matcher(line.plain()).find() || stackLine(line);
  }

  /** Whether it says that something went wrong, or might have. */
  static boolean notable(Line line) {
    return NOTABLE.matcher(NOTHING_WRONG.matcher(line.plain()).replaceAll("")).find();
  }

  /** Whether it belongs to a stack trace. */
  static boolean stackLine(Line line) {
    return STACK.matcher(line.plain()).matches();
  }

  /**
   * Runs of lines that are a log: at least six, with no more than two others between any two of
   * them, so that prose around a log stays outside.
   */
  static List<Range> regions(List<Line> lines) {
    List<Range> regions = new ArrayList<>();
    int first = -1;
    int last = -1;
    int found = 0;
    for (int at = 0; at <= lines.size(); at++) {
      boolean isLog = at < lines.size() && logLine(lines.get(at));
      if (isLog) {
        first = first < 0 ? at : first;
        last = at;
        found++;
      }
      if (first >= 0 && (at == lines.size() || at - last > WIDEST_GAP)) {
        if (found >= LEAST_LINES) {
          regions.add(new Range(lines.get(first).range().start(), lines.get(last).range().end()));
        }
        first = -1;
        found = 0;
      }
    }
    return regions;
  }
}
