package io.lethe.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTextTest {
  @Test
  void eachEventIsALineThatSaysWhatHappened() {
    List<String> lines = TraceText.lines(trace(Samples.every()));
    assertThat(lines.getFirst())
        .startsWith("SmolLM2 (0123456789ab…), arithmetic strict-1, 15 events");
    assertThat(lines)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(
                    "    0  2026-11-21 12:00:00  open        \"SmolLM2\"  first_position=0"))
        .anySatisfy(line ->
            assertThat(line)
                .contains("append      turn 1  parts 1 2  9 tokens at [100, 109)")
                .contains("system system \"Be brief.\"")
                .contains("tool file_read src/Läuse.java \"a⏎ "))
        .anySatisfy(line ->
            assertThat(line)
                .endsWith(
                    "generate    turn 1  part 3  3 tokens at [109, 112)  \"Yes.\"  stop_token"))
        .anySatisfy(line ->
            assertThat(line)
                .endsWith(
                    "forget      turn 2  no part  3 positions [101, 104)"
                        + "  by superseded-reads: read again later"))
        .anySatisfy(line ->
            assertThat(line)
                .endsWith(
                    "repair      turn 3  part 4  1 position [112, 113)  share 0.15  by model: asked to"))
        .anySatisfy(line -> assertThat(line).endsWith("recall      part 5 from part 2"))
        .anySatisfy(line -> assertThat(line).endsWith("truncate    to 14 tokens"));
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    String text = "🦊".repeat(61);
    assertThat(TraceText.lines(trace(List.of(Samples.opened(), Samples.appended(1, 0, text, 1)))))
        .last()
        .asString()
        .endsWith("\"" + "🦊".repeat(60) + "…\"");
  }

  @Test
  void nothingThatATerminalActsOnIsPrinted() {
    String hostile = "\u001b[2J\u009b\r\b\u202e\u2028" + (char) 0;
    TraceEvent appended = Samples.appended(1, 0, hostile, 1);
    assertThat(String.join("", TraceText.lines(trace(List.of(Samples.opened(), appended)))).chars())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x202e || c == 0x2028);
  }

  private static Trace trace(List<TraceEvent> events) {
    StateChain chain = new StateChain(Samples.FINGERPRINT, "strict-1");
    List<TraceLine> lines = new ArrayList<>();
    for (TraceEvent event : events) {
      chain.apply(event);
      lines.add(new TraceLine(lines.size(), Samples.CLOCK.instant(), event, chain.head()));
    }
    return new Trace(lines);
  }
}
