package io.lethe.policy;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What programs that run tests say at the end.
 *
 * <p>{@code summary} finds the lines that stay, {@code passed} the ones that say that at least one
 * test passed, {@code failed} any that says otherwise.
 */
enum TestRunner {
  MAVEN(
      "^(\\[INFO\\] )?(Tests run: \\d+, Failures: 0, Errors: 0, Skipped: \\d+\\s*|BUILD SUCCESS)$",
      "Tests run: [1-9]\\d*, Failures: 0, Errors: 0\\b",
      "Tests run: \\d+, (Failures: [1-9]|Failures: 0, Errors: [1-9])|BUILD FAILURE"),
  GRADLE(
      "^(BUILD SUCCESSFUL\\b.*|\\d+ tests? completed.*|.*\\d+ actionable tasks?.*)$",
      "^(.* PASSED|> Task .*:(test|check)\\b.*)$",
      "^BUILD FAILED|^.* > .* FAILED$|^\\d+ tests completed, [1-9]\\d* failed|> Task .* FAILED"),
  PYTEST(
      "^=+ .*\\d+ passed.*=+$|^\\d+ passed\\b.* in [\\d.]+s.*$",
      "\\b[1-9]\\d* passed\\b.* in [\\d.]+ ?s",
      "\\b[1-9]\\d* (failed|errors?)\\b.* in [\\d.]+ ?s|^(FAILED|ERROR) \\S+|!!+ .*Interrupted"),
  UNITTEST(
      "^(Ran \\d+ tests? in .*|OK( \\(.*\\))?)$",
      "^Ran [1-9]\\d* tests? in ",
      "^FAILED \\(|^(FAIL|ERROR): \\S+"),
  CARGO(
      "^test result: ok\\. .*$",
      "^test result: ok\\. [1-9]\\d* passed; 0 failed",
      "^test result: FAILED|^test .* \\.\\.\\. FAILED$|^error(\\[E\\d+\\])?: |panicked at .*:$"),
  GO(
      "^(ok\\s+\\S+\\s+(\\(cached\\)|[\\d.]+s).*|PASS)$",
      "^ok\\s+\\S+\\s+(\\(cached\\)|[\\d.]+s)",
      "^\\s*--- FAIL:|^FAIL\\b|^panic: "),
  JEST(
      "^\\s*(Test Suites:|Tests:?|Test Files|Snapshots:|Ran all test suites)\\s.*$",
      "^\\s*Tests:?\\s.*\\b[1-9]\\d* passed",
      "^\\s*(Test Suites:|Tests:?|Test Files)\\s.*\\b[1-9]\\d* failed|^\\s*FAIL\\s|^\\s*● "),
  MOCHA("^\\s*\\d+ passing\\b.*$", "^\\s*[1-9]\\d* passing\\b", "^\\s*[1-9]\\d* failing\\b"),
  TAP(
      "^(#|ℹ) (tests|suites|pass|fail|cancelled|skipped|todo) \\d+$|^1\\.\\.\\d+$",
      "^(#|ℹ) pass [1-9]",
      "^\\s*not ok\\b(?!.*# (TODO|SKIP))|^(#|ℹ) (fail|cancelled) [1-9]"),
  CTEST(
      "^\\s*(100% tests passed, 0 tests failed out of \\d+|Total Test time.*)$",
      "100% tests passed, 0 tests failed out of [1-9]",
      "tests passed, [1-9]\\d* tests? failed|^The following tests FAILED|\\*\\*\\*(Failed|Exception|Timeout)"),
  JUNIT_CONSOLE(
      "^\\[ *\\d+ tests (found|successful|failed)\\s*\\]$|^Test run finished after .*$",
      "^\\[ *[1-9]\\d* tests successful\\s*\\]",
      "^\\[ *[1-9]\\d* (tests|containers) (failed|aborted)\\s*\\]");

  private static final List<TestRunner> ALL = List.of(values());
  private static final Pattern ENDED_BADLY =
      Pattern.compile(
          "(?i)\\bexit(ed)?( with)?( (code|status))?:? *[1-9]\\d*\\b|npm (ERR!|error)|make: \\*\\*\\*");

  private final Pattern summary;
  private final Pattern passed;
  private final Pattern failed;

  TestRunner(String summary, String passed, String failed) {
    this.summary = Pattern.compile(summary);
    this.passed = Pattern.compile(passed);
    this.failed = Pattern.compile(failed);
  }

  /** The lines that say that all tests passed; nothing where they do not say so. */
  static List<Line> verdict(List<Line> lines) {
    if (lines.stream().anyMatch(TestRunner::badNews)) {
      return List.of();
    }
    List<TestRunner> ran =
        ALL.stream().filter(runner -> lines.stream().anyMatch(runner::saysPassed)).toList();
    List<Line> verdict =
        lines.stream().filter(line -> ran.stream().anyMatch(runner -> runner.sums(line))).toList();
    // One summary a class, as when a console was cut before the last lines, is a summary too.
    return verdict.isEmpty()
        ? lines.stream()
            .filter(line -> ran.stream().anyMatch(runner -> runner.saysPassed(line)))
            .toList()
        : verdict;
  }

  private static boolean badNews(Line line) {
    return ENDED_BADLY.matcher(line.plain()).find()
        || ALL.stream().anyMatch(runner -> runner.failed.matcher(line.plain()).find());
  }

  private boolean saysPassed(Line line) {
    return passed.matcher(line.plain()).find();
  }

  private boolean sums(Line line) {
    return summary.matcher(line.plain()).find();
  }
}
