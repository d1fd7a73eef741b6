package io.lethe.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BarProgressTest {
  @Test
  void aBarNamesTheModelAndFitsTheTerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Progress progress = new BarProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), 70);

    progress.begin("tiny", 2_000_000);
    progress.at(2_000_000);
    progress.end();

    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("tiny").contains("100%").contains("2/2 MB");
    assertThat(text.split("[\r\n]")).allSatisfy(line -> assertThat(line.length()).isLessThan(71));
  }
}
