package io.lethe.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final Header HEADER =
      new Header(Map.of("experiment", "kept-kv", "seed", "1", "size", "smoke", "machine", "here"));
  private static final Item FIRST = new Item("first", 1);
  private static final Item SECOND = new Item("second", 1);

  @TempDir private Path folder = Path.of("");

  private Path file() {
    return folder.resolve("kept-kv.jsonl");
  }

  private static List<Observation> seen(String text) {
    return List.of(
        Observation.of("probe", "g")
            .with("answer", text)
            .with("damage", 0.25)
            .holds("right", true));
  }

  private void write(Item item, String text) throws IOException {
    try (Results.Writer writer = Results.Writer.open(file(), HEADER)) {
      writer.add(item, seen(text), 1.5);
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    write(FIRST, "a \"quoted\"\nanswer");
    Results results = Results.read(file());
    assertThat(results.header().text("seed")).isEqualTo("1");
    Observation read = results.observations().getFirst();
    assertThat(read.text("answer")).isEqualTo("a \"quoted\"\nanswer");
    assertThat(read.number("damage")).isEqualTo(0.25);
    assertThat(read.isTrue("right")).isTrue();
  }

  @Test
  void aLineThatWasBeingWrittenCountsAsNotThereAndIsMeasuredAgain() throws IOException {
    write(FIRST, "one");
    Files.writeString(file(), "{\"item\":\"second\",\"observ", StandardOpenOption.APPEND);
    assertThat(Results.read(file()).items()).containsOnlyKeys("first");
    try (Results.Writer writer = Results.Writer.open(file(), HEADER)) {
      assertThat(writer.has(FIRST)).isTrue();
      assertThat(writer.has(SECOND)).isFalse();
      writer.add(SECOND, seen("two"), 1);
    }
    assertThat(Results.read(file()).items()).containsOnlyKeys("first", "second");
  }

  @Test
  void resultsOfAnotherSeedAreNotMixedIn() throws IOException {
    write(FIRST, "one");
    Header other = new Header(Map.of("experiment", "kept-kv", "seed", "2", "size", "smoke"));
    assertThatThrownBy(() -> Results.Writer.open(file(), other))
        .isInstanceOf(LabException.OtherResults.class)
        .hasMessageContaining("seed 1, wanted 2")
        .hasMessageContaining("--out");
  }

  @Test
  void anotherMachineMayGoOn() throws IOException {
    write(FIRST, "one");
    Header other =
        new Header(
            Map.of("experiment", "kept-kv", "seed", "1", "size", "smoke", "machine", "elsewhere"));
    try (Results.Writer writer = Results.Writer.open(file(), other)) {
      assertThat(writer.has(FIRST)).isTrue();
    }
  }

  @Test
  void twoRunsDoNotWriteTheSameFile() throws IOException {
    try (Results.Writer writer = Results.Writer.open(file(), HEADER)) {
      assertThat(writer.has(FIRST)).isFalse();
      assertThatThrownBy(() -> Results.Writer.open(file(), HEADER))
          .isInstanceOf(LabException.Busy.class);
    }
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    write(FIRST, "one");
    Files.writeString(file(), "no json\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Results.read(file()))
        .isInstanceOf(LabException.BadResults.class)
        .hasMessageContaining("line 3");
  }
}
