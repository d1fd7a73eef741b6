package io.lethe.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceWriterTest {
  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("trace.jsonl");
  }

  @Test
  void everyEventIsReadAsItWasWritten() {
    List<TraceEvent> events = Samples.every();
    write(events);
    Trace trace = TraceReader.read(file);
    assertThat(trace.events()).isEqualTo(events);
    assertThat(trace.lines().getLast().number()).isEqualTo(events.size() - 1);
    assertThat(trace.openedAt()).hasToString("2026-11-21T12:00:00.123Z");
  }

  @Test
  void linesAreJsonThatAPersonCanRead() throws IOException {
    write(Samples.every());
    assertThat(Files.readAllLines(file))
        .hasSize(Samples.every().size())
        .element(3)
        .asString()
        .startsWith(
            "{\"n\":3,\"at\":\"2026-11-21T12:00:00.123Z\",\"event\":\"forget\",\"parts\":[],"
                + "\"spans\":[[101,104]],\"since\":2,\"by\":\"superseded-reads\","
                + "\"reason\":\"read again later\",\"chain\":\"")
        .matches(".*\",\"crc\":\"[0-9a-f]{8}\"}");
  }

  @Test
  void textsStandInTheFileAsTheyAre() throws IOException {
    write(List.of(Samples.opened(), Samples.appended(1, 0, "Läuse \u00a0 🦊 日本語", 1)));
    assertThat(Files.readString(file)).contains("\"text\":\"Läuse \u00a0 🦊 日本語\"");
  }

  @Test
  void aTraceGoesOnWhereItWasLeft() {
    write(List.of(Samples.opened(), Samples.appended(1, 0, "one", 1, 2)));
    TraceWriter.Continued continued = TraceWriter.open(file, Samples.CLOCK);
    try (TraceWriter writer = continued.writer()) {
      assertThat(continued.trace()).isEqualTo(TraceReader.read(file));
      assertThat(writer.events()).isEqualTo(2);
      assertThat(writer.append(Samples.generated(2, 2, "two", 3)).getFirst().number()).isEqualTo(2);
      assertThat(TraceReader.read(file).state()).isEqualTo(writer.state());
    }
    assertThat(TraceReader.read(file).lines()).hasSize(3);
  }

  @Test
  void aTornLastLineIsPassedOverAndTakenAwayWhereverItWasCut() throws IOException {
    write(List.of(Samples.opened(), Samples.appended(1, 0, "one", 1, 2)));
    int whole = (int) Files.size(file);
    try (TraceWriter writer = TraceWriter.open(file, Samples.CLOCK).writer()) {
      writer.append(Samples.generated(2, 2, "zwei äöü", 3));
    }
    byte[] all = Files.readAllBytes(file);
    for (int cut = whole; cut < all.length - 1; cut++) {
      Files.write(file, Arrays.copyOf(all, cut));
      assertThat(TraceReader.read(file).lines()).as("cut at %d", cut).hasSize(2);
      try (TraceWriter writer = TraceWriter.open(file, Samples.CLOCK).writer()) {
        assertThat(Files.size(file)).isEqualTo(whole);
        writer.append(Samples.generated(2, 2, "zwei äöü", 3));
      }
      assertThat(Files.readAllBytes(file)).as("cut at %d", cut).isEqualTo(all);
    }
  }

  @Test
  void anEventWhoseNewlineAloneIsMissingIsKept() throws IOException {
    write(List.of(Samples.opened(), Samples.appended(1, 0, "one", 1, 2)));
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - 1));
    assertThat(TraceReader.read(file).lines()).hasSize(2);
    try (TraceWriter writer = TraceWriter.open(file, Samples.CLOCK).writer()) {
      writer.append(new TraceEvent.Truncated(1));
    }
    assertThat(TraceReader.read(file).lines()).hasSize(3);
  }

  @Test
  void aTraceWithoutAWholeEventSaysSo() throws IOException {
    Files.writeString(file, "{\"n\":0,\"at\":\"20");
    assertThatThrownBy(() -> TraceReader.read(file))
        .isInstanceOf(TraceException.Empty.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("found no whole event");
    assertThatThrownBy(() -> TraceWriter.open(file, Samples.CLOCK))
        .isInstanceOf(TraceException.Empty.class);
  }

  @Test
  void eventsThatCannotComeNextAreRefusedTogetherAndNothingIsWritten() throws IOException {
    try (TraceWriter writer = TraceWriter.create(file, Samples.opened(), Samples.CLOCK)) {
      long size = Files.size(file);
      StateId state = writer.state();
      TraceEvent good = Samples.appended(1, 10, "one", 1);
      assertRefused(writer, "found part 1 twice", good, Samples.generated(1, 11, "two", 2));
      assertRefused(writer, "found first position 10", good, Samples.generated(2, 10, "two", 2));
      assertRefused(writer, "found part 9", good, new TraceEvent.Recalled(1, 9));
      assertRefused(writer, "found part 9", new TraceEvent.Pinned(9, TraceEvent.Pinned.Pin.PINNED));
      assertRefused(writer, "found 2 as length, wanted 0 to 1", good, new TraceEvent.Truncated(2));
      assertRefused(writer, "found 1 as event number", new TraceEvent.Forked("other", 1));
      assertRefused(writer, "found Opened as event 1", Samples.opened());
      assertThat(Files.size(file)).isEqualTo(size);
      assertThat(writer.state()).isEqualTo(state);
      assertThat(writer.append(good).getFirst().number()).isEqualTo(1);
    }
    assertThat(TraceReader.read(file).lines()).hasSize(2);
  }

  private static void assertRefused(TraceWriter writer, String message, TraceEvent... events) {
    assertThatThrownBy(() -> writer.append(events))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void twoWritersOfOneTraceAreRefusedInThisProcess() {
    try (TraceWriter writer = TraceWriter.create(file, Samples.opened(), Samples.CLOCK)) {
      for (int i = 0; i < 2; i++) { // a refusal must not end the lock
        assertThatThrownBy(() -> TraceWriter.open(file, Samples.CLOCK))
            .isInstanceOf(TraceException.Locked.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("this process");
      }
      writer.append(Samples.appended(1, 0, "one", 1));
    }
    TraceWriter.open(file, Samples.CLOCK).writer().close();
  }

  @Test
  void aTraceIsNotBegunWhereAFileIs() throws IOException {
    Files.writeString(file, "precious");
    assertThatThrownBy(() -> TraceWriter.create(file, Samples.opened(), Samples.CLOCK))
        .isInstanceOf(TraceException.SessionExists.class);
    assertThat(file).hasContent("precious");
  }

  @Test
  void closingTwiceIsClosingOnceAndAClosedWriterTakesNothing() {
    TraceWriter writer = TraceWriter.create(file, Samples.opened(), Samples.CLOCK);
    writer.close();
    writer.close();
    assertThatThrownBy(() -> writer.append(Samples.appended(1, 0, "one", 1)))
        .isInstanceOf(TraceException.Unwritable.class)
        .hasMessageContaining("closed");
  }

  @Test
  void anInterruptedThreadWritesAllTheSame() {
    try (TraceWriter writer = TraceWriter.create(file, Samples.opened(), Samples.CLOCK)) {
      Thread.currentThread().interrupt();
      writer.append(Samples.appended(1, 0, "one", 1));
      assertThat(Thread.interrupted()).isTrue();
      writer.append(Samples.appended(2, 1, "two", 2));
    }
    assertThat(TraceReader.read(file).lines()).hasSize(3);
  }

  @Test
  void afterAFailureNothingMoreIsTakenAndNothingUnacknowledgedStays() throws IOException {
    TraceWriter.create(file, Samples.opened(), Samples.CLOCK).close();
    TraceReader.Extent extent = TraceReader.scan(file, _ -> {});
    FullDisk disk = new FullDisk(new FileJournal(file), extent.bytes() + 1000);
    try (TraceWriter writer =
        new TraceWriter(
            file,
            TraceLock.of(file, Samples.CLOCK.instant()),
            disk,
            Samples.CLOCK,
            extent.ledger(),
            extent.chain())) {
      writer.append(Samples.appended(1, 0, "one", 1));
      TraceEvent large = Samples.appended(2, 1, "x".repeat(1000), 2);
      assertThatThrownBy(() -> writer.append(large))
          .isInstanceOf(TraceException.Unwritable.class)
          .hasMessageContaining("No space left");
      assertThat(writer.events()).isEqualTo(2);
      assertThatThrownBy(() -> writer.append(Samples.appended(2, 1, "small", 2)))
          .isInstanceOf(TraceException.Unwritable.class);
    }
    assertThat(Files.readString(file, UTF_8)).endsWith("\"}\n");
    assertThat(TraceReader.read(file).lines()).hasSize(2);
  }

  private void write(List<TraceEvent> events) {
    try (TraceWriter writer =
        TraceWriter.create(file, (TraceEvent.Opened) events.getFirst(), Samples.CLOCK)) {
      writer.append(events.subList(1, events.size()).toArray(TraceEvent[]::new));
    }
  }
}
