package io.lethe.policy;

import static io.lethe.policy.Samples.asked;
import static io.lethe.policy.Samples.assistant;
import static io.lethe.policy.Samples.left;
import static io.lethe.policy.Samples.tool;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PassedTestsTest {
  private static final String MAVEN =
      """
      [INFO] Scanning for projects...
      [INFO] --- surefire:3.5.2:test (default-test) @ shop ---
      [INFO] Running com.shop.CartTest
      [INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.31 s -- in com.shop.CartTest
      14:02:11.310 [main] ERROR com.shop.Cart - negative amount, as this test wants it
      [INFO] Running com.shop.TaxTest
      [INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.05 s -- in com.shop.TaxTest
      [INFO] Results:
      [INFO] Tests run: 19, Failures: 0, Errors: 0, Skipped: 1
      [INFO] BUILD SUCCESS
      [INFO] Total time:  3.902 s
      """;
  private static final String PYTEST =
      """
      ============================= test session starts ==============================
      platform linux -- Python 3.12.3, pytest-8.2.0, pluggy-1.5.0
      collected 31 items

      tests/test_fields.py ..............                                      [ 45%]
      tests/test_error_store.py .................                              [100%]

      ======================== 31 passed, 2 warnings in 0.58s ========================
      """;
  private static final String CARGO =
      """
         Compiling parser v0.3.1 (/home/ada/parser)
          Finished `test` profile [unoptimized + debuginfo] target(s) in 2.41s
           Running unittests src/lib.rs (target/debug/deps/parser-1f0c)

      running 3 tests
      test lexer::failed_number_is_an_error ... ok
      test lexer::reads_words ... ok
      test tree::builds ... ok

      test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

         Doc-tests parser

      running 0 tests

      test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
      """;
  private static final String GO =
      """
      === RUN   TestParse
      --- PASS: TestParse (0.00s)
      === RUN   TestFailover
      --- PASS: TestFailover (0.02s)
      PASS
      ok  	example.com/mail/queue	0.031s
      ?   	example.com/mail/cmd	[no test files]
      """;
  private static final String JEST =
      """
      > shop@1.0.0 test
      > jest

      PASS src/cart.test.ts
        Cart
          \u2713 adds an item (3 ms)
          \u2713 fails on a negative amount (1 ms)
      PASS src/tax.test.ts

      Test Suites: 2 passed, 2 total
      Tests:       14 passed, 14 total
      Snapshots:   0 total
      Time:        1.42 s
      """;
  private static final String VITEST =
      """
       RUN  v1.6.0 /home/ada/shop

       \u001b[32m✓\u001b[39m src/cart.test.ts (8 tests) 12ms
       \u001b[32m✓\u001b[39m src/tax.test.ts (6 tests) 4ms

      \u001b[2m Test Files \u001b[22m 2 passed (2)
      \u001b[2m      Tests \u001b[22m 14 passed (14)
         Start at  10:11:12
      """;
  private static final String CTEST =
      """
      Test project /home/ada/build
          Start 1: lexer
      1/2 Test #1: lexer ............................   Passed    0.01 sec
          Start 2: parser
      2/2 Test #2: parser ...........................   Passed    0.02 sec

      100% tests passed, 0 tests failed out of 2

      Total Test time (real) =   0.04 sec
      """;
  private static final String JUNIT =
      """
      ╷
      ├─ JUnit Jupiter ✔
      │  └─ CartTest ✔
      │     ├─ addsAnItem() ✔
      │     └─ failsOnNegativeAmounts() ✔

      Test run finished after 64 ms
      [         3 containers found      ]
      [         2 tests found           ]
      [         2 tests successful      ]
      [         0 tests failed          ]
      """;
  private static final String GRADLE =
      """
      > Task :compileJava UP-TO-DATE
      > Task :compileTestJava
      > Task :test

      CartTest > addsAnItem() PASSED

      CartTest > failsOnNegativeAmounts() PASSED

      BUILD SUCCESSFUL in 4s
      3 actionable tasks: 2 executed, 1 up-to-date
      """;
  private static final String NODE =
      """
      ✔ links with parentheses (1.2ms)
      ✔ links without (0.3ms)
      ✔ nested links (0.3ms)
      ℹ tests 3
      ℹ pass 3
      ℹ fail 0
      ℹ duration_ms 41.2
      """;
  private final Policy passed = new PassedTests();

  static Stream<Arguments> logs() {
    return Stream.of(
        Arguments.of(
            "Maven", MAVEN, List.of("Tests run: 19, Failures: 0", "BUILD SUCCESS"), "CartTest"),
        Arguments.of("pytest", PYTEST, List.of("31 passed, 2 warnings"), "test_fields"),
        Arguments.of("cargo", CARGO, List.of("3 passed; 0 failed"), "lexer"),
        Arguments.of("go", GO, List.of("ok  \texample.com/mail/queue"), "TestParse"),
        Arguments.of(
            "jest", JEST, List.of("Tests:       14 passed", "Test Suites: 2"), "adds an item"),
        Arguments.of("vitest", VITEST, List.of("14 passed (14)"), "cart.test.ts"),
        Arguments.of(
            "ctest", CTEST, List.of("100% tests passed, 0 tests failed out of 2"), "lexer"),
        Arguments.of("JUnit", JUNIT, List.of("2 tests successful"), "addsAnItem"),
        Arguments.of("Gradle", GRADLE, List.of("BUILD SUCCESSFUL in 4s"), "addsAnItem"),
        Arguments.of("node", NODE, List.of("pass 3", "fail 0"), "parentheses"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("logs")
  void ofARunThatPassedOnlyTheVerdictStays(
      String runner, String log, List<String> verdict, String detail) {
    Transcript transcript = asked("Good. Next", tool(1, 0, Kind.LOG, log));
    assertThat(left(passed, transcript, 1)).as(runner).contains(verdict).doesNotContain(detail);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            "Maven", MAVEN.replace("Tests run: 7, Failures: 0", "Tests run: 7, Failures: 1")),
        Arguments.of("another module", MAVEN.replace("BUILD SUCCESS", "BUILD FAILURE")),
        Arguments.of("pytest", PYTEST.replace("31 passed", "1 failed, 30 passed")),
        Arguments.of("collecting", PYTEST.replace("2 warnings", "1 error")),
        Arguments.of("cargo", CARGO.replace("builds ... ok", "builds ... FAILED")),
        Arguments.of("cargo build", CARGO + "error[E0308]: mismatched types\n"),
        Arguments.of("go", GO + "FAIL\texample.com/mail/smtp [build failed]\n"),
        Arguments.of("jest", JEST.replace("14 passed, 14", "1 failed, 13 passed, 14")),
        Arguments.of("vitest", VITEST.replace("14 passed (14)", "1 failed | 13 passed (14)")),
        Arguments.of("ctest", CTEST.replace("100% tests passed, 0", "50% tests passed, 1")),
        Arguments.of("JUnit", JUNIT.replace("0 tests failed", "1 tests failed")),
        Arguments.of("Gradle", GRADLE.replace("Amounts() PASSED", "Amounts() FAILED")),
        Arguments.of("node", NODE.replace("fail 0", "fail 1")),
        Arguments.of("exit code", JEST + "Process exited with code 1\n"),
        Arguments.of("coverage after npm test", JEST + "npm ERR! Test failed.\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void aRunInWhichAnythingFailedStaysWhole(String what, String log) {
    assertThat(passed.choose(asked("Why?", tool(1, 0, Kind.LOG, log)))).as(what).isEmpty();
  }

  @Test
  void aRunOfNoTestsSaysNothing() {
    String none =
        """
        running 0 tests

        test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out

        running 0 tests

        test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out
        """;
    assertThat(passed.choose(asked("Next", tool(1, 0, Kind.LOG, none)))).isEmpty();
  }

  @Test
  void ofALogQuotedInAnAnswerTheProseStays() {
    StringBuilder log = new StringBuilder("> npm test\n");
    for (int test = 0; test < 12; test++) {
      log.append("  PASS  users/create_%02d  (%d ms)\n".formatted(test, 7 * test));
    }
    String answer =
        "I changed two files:\n- a.ts\n- b.ts\n\n"
            + log
            + "Tests: 12 passed, 12 total\n\nShall I go on?";
    Transcript transcript = asked("Yes", assistant(1, 0, answer));
    assertThat(left(passed, transcript, 1))
        .startsWith("I changed two files:\n- a.ts\n- b.ts\n")
        .endsWith("Tests: 12 passed, 12 total\n\nShall I go on?")
        .doesNotContain("users/create");
  }

  @Test
  void proseAboutTestsIsNotALog() {
    assertThat(
            passed.choose(
                asked(
                    "Next",
                    assistant(1, 0, "All fine.\nTests: 12 passed, 12 total\nNext?\nYes?\nOh."))))
        .isEmpty();
  }
}
