package io.lethe.policy;

import static io.lethe.policy.Samples.asked;
import static io.lethe.policy.Samples.assistant;
import static io.lethe.policy.Samples.left;
import static io.lethe.policy.Samples.tool;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IrrelevantLogLinesTest {
  private static final String BILLING =
      "2026-03-09 14:05:11 INFO  billing.InvoiceSender sent invoice 88123 to warehouse\n";
  private static final String FAILURE =
      """
      2026-03-09 14:05:30 WARN  pool.Connections slow answer from replica two
      java.sql.SQLException: connection reset
      	at pool.Connections.open(Connections.java:71)
      	at pool.Connections.borrow(Connections.java:40)
      """;
  private final Policy lines = new IrrelevantLogLines(8);

  /** Many dull lines with these in the middle, and a first and a last line of its own. */
  private static String log(String... middle) {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder log = new StringBuilder("2026-03-09 14:00:00 INFO  app.Main starting up\n");
    for (int at = 0; at <= middle.length; at++) {
      for (int line = 0; line < 60; line++) {
        log.append(
            "2026-03-09 14:01:%02d INFO  http.Access GET /static/%x took %d ms%n"
                .formatted(line, random.nextInt(1 << 20), random.nextInt(90)));
      }
      log.append(at < middle.length ? middle[at] : "");
    }
    return log.append("2026-03-09 14:09:59 INFO  app.Main going down\n")
        .toString()
        .replace("\r\n", "\n");
  }

  @Test
  void errorsStackTracesFirstAndLastLinesAndWhatTheQuestionNamesStay() {
    Transcript transcript =
        asked("Which invoices went out?", tool(1, 0, Kind.LOG, log(BILLING, FAILURE)));
    assertThat(left(lines, transcript, 1))
        .contains(BILLING, FAILURE, "starting up", "going down")
        // Three first, the invoice, one before the failure, its four, two after it, five last.
        .hasLineCount(3 + 1 + 1 + 4 + 2 + 5);
  }

  @Test
  void whatNobodyAsksForGoes() {
    Transcript transcript =
        asked("Write the release notes.", tool(1, 0, Kind.LOG, log(BILLING, FAILURE)));
    assertThat(left(lines, transcript, 1)).contains(FAILURE).doesNotContain("invoice");
  }

  @Test
  void linesThatTheAssistantSpokeOfLaterStay() {
    Transcript transcript =
        asked(
            "Thanks. Go on.",
            tool(1, 0, Kind.LOG, log(BILLING, FAILURE)),
            assistant(2, 0, "InvoiceSender did its work."));
    assertThat(left(lines, transcript, 1)).contains(BILLING);
  }

  @Test
  void aShortLogStaysAndSoDoesALogNobodyHasAskedAbout() {
    String shorter = log().lines().limit(30).reduce("", (all, line) -> all + line + "\n");
    assertThat(lines.choose(asked("Next", tool(1, 0, Kind.LOG, shorter)))).isEmpty();
    Transcript unasked = Transcript.of(List.of(tool(1, 0, Kind.LOG, log())), 1, " ");
    assertThat(lines.choose(unasked)).isEmpty();
  }

  @Test
  void runsShorterThanWantedStay() {
    Transcript transcript = asked("Next", tool(1, 0, Kind.LOG, log(BILLING)));
    assertThat(new IrrelevantLogLines(500).choose(transcript)).isEmpty();
  }

  @Test
  void aFailedRequestInAnAccessLogStays() {
    StringBuilder log = new StringBuilder();
    for (int at = 0; at < 90; at++) {
      log.append(
          "10.0.0.%d - [09/Mar:14:%02d] \"GET /v1/items/%d\" 200 %d\n"
              .formatted(at, at % 60, at, 40 * at));
    }
    String failed = "10.4.7.1 - [09/Mar:14:05] \"POST /v1/items/9\" 503 118\n";
    log.insert(log.indexOf("10.0.0.45"), failed);
    Transcript transcript = asked("What broke?", tool(1, 0, Kind.TOOL_RESULT, log.toString()));
    assertThat(left(lines, transcript, 1)).contains(failed).hasLineCount(3 + 4 + 5);
  }

  @Test
  void proseIsNoLog() {
    String prose = "The committee met again and nothing was decided at all.\n".repeat(80);
    assertThat(lines.choose(asked("Summarise", assistant(1, 0, prose)))).isEmpty();
  }
}
