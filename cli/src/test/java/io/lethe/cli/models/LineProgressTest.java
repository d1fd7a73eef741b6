package io.lethe.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LineProgressTest {
  @Test
  void aLogGetsAFewLinesHoweverOftenProgressIsTold() {
    StringWriter text = new StringWriter();
    Progress progress = new LineProgress(new PrintWriter(text));

    progress.begin("tiny", 1_000_000);
    for (int i = 0; i <= 1000; i++) {
      progress.at(i * 1000L);
    }
    progress.end();

    assertThat(text.toString().lines())
        .containsExactly(
            "fetching tiny, 1 MB", "tiny: 25 %", "tiny: 50 %", "tiny: 75 %", "tiny: 100 %");
  }
}
