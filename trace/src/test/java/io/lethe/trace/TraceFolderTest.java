package io.lethe.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFolderTest {
  @TempDir private Path home = Path.of("");
  private TraceFolder folder = new TraceFolder(Path.of(""), Samples.CLOCK);

  @BeforeEach
  void open() {
    folder = new TraceFolder(home.resolve("sessions"), Samples.CLOCK);
  }

  @Test
  void aSessionIsCreatedOnceAndOpenedLater() {
    try (TraceWriter writer = folder.create("demo", Samples.opened())) {
      writer.append(Samples.appended(1, 0, "hello", 1, 2));
    }
    assertThat(home.resolve("sessions/demo/trace.jsonl")).exists();
    assertThatThrownBy(() -> folder.create("demo", Samples.opened()))
        .isInstanceOf(TraceException.SessionExists.class);
    TraceWriter.Continued continued = folder.open("demo");
    continued.writer().close();
    assertThat(continued.trace().lines()).hasSize(2);
    assertThat(folder.read("demo")).isEqualTo(continued.trace());
  }

  @Test
  void sessionsThatManyThreadsBeginAtOnceAllBegin() throws Exception {
    List<Future<?>> begun = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        String name = "s" + i;
        begun.add(threads.submit(() -> folder.create(name, Samples.opened()).close()));
      }
    }
    for (Future<?> each : begun) {
      each.get();
    }
    assertThat(folder.list()).hasSize(200);
  }

  @Test
  void namesAreLettersDigitsAndThreeSignsAndNoneLeavesTheFolder() {
    for (String name : List.of("a", "A-b_c.9", "_x", "x".repeat(80))) {
      folder.create(name, Samples.opened()).close();
    }
    for (String name :
        List.of("", ".", "..", ".hidden", "a/b", "..\\b", "a b", "ä", "x".repeat(81), "a\n")) {
      assertThatThrownBy(() -> folder.create(name, Samples.opened()))
          .as(name)
          .isInstanceOf(TraceException.WrongName.class);
      assertThatThrownBy(() -> folder.remove(name)).isInstanceOf(TraceException.WrongName.class);
    }
    assertThat(folder.list()).hasSize(4);
  }

  @Test
  void whatIsNotThereIsNotOpenedReadForkedOrRemoved() {
    assertThat(folder.contains("none")).isFalse();
    assertThat(folder.list()).isEmpty();
    assertThatThrownBy(() -> folder.open("none")).isInstanceOf(TraceException.NoSession.class);
    assertThatThrownBy(() -> folder.read("none")).isInstanceOf(TraceException.NoSession.class);
    assertThatThrownBy(() -> folder.fork("none", 0, "x"))
        .isInstanceOf(TraceException.NoSession.class);
    assertThatThrownBy(() -> folder.remove("none")).isInstanceOf(TraceException.NoSession.class);
    assertThat(home.resolve("sessions")).doesNotExist();
  }

  @Test
  void aListingTellsModelTurnsAndLastUseWithTheLastUsedFirst() throws IOException {
    folder.create("older", Samples.opened()).close();
    Clock later = Clock.offset(Samples.CLOCK, Duration.ofHours(2));
    try (TraceWriter writer =
        new TraceFolder(home.resolve("sessions"), later).create("newer", Samples.opened())) {
      writer.append(Samples.appended(1, 0, "x".repeat(300_000), 1, 2));
      writer.append(Samples.generated(2, 2, "yes", 3), Samples.forgotten(0, 1));
      writer.append(Samples.appended(3, 3, "y".repeat(300_000), 1, 2));
    }
    Path trace = folder.session("newer").resolve("trace.jsonl");
    Files.writeString(trace, Files.readString(trace) + "{\"n\":5,\"at\":\"20");
    Files.createDirectories(folder.session("no-session"));
    assertThat(folder.list())
        .containsExactly(
            new SessionListing.Sound(
                "newer",
                "SmolLM2",
                2,
                Instant.parse("2026-11-21T14:00:00.123Z"),
                Files.size(trace)),
            new SessionListing.Sound(
                "older",
                "SmolLM2",
                0,
                Instant.parse("2026-11-21T12:00:00.123Z"),
                Files.size(folder.session("older").resolve("trace.jsonl"))));
  }

  @Test
  void aDamagedSessionIsListedAsSuchAndHidesNoOther() throws IOException {
    folder.create("good", Samples.opened()).close();
    folder.create("bad", Samples.opened()).close();
    Files.writeString(folder.session("bad").resolve("trace.jsonl"), "{}\n{}\n");
    assertThat(folder.list()).hasSize(2);
    assertThat(folder.list().getFirst().name()).isEqualTo("good");
    assertThat(folder.list().getLast()).isInstanceOf(SessionListing.Damaged.class);
  }

  @Test
  void aForkHasTheHistoryAndTheStateOfTheOtherAndGoesOnByItself() {
    TraceWriter first = folder.create("first", Samples.opened());
    first.append(Samples.appended(1, 0, "one", 1, 2), Samples.generated(2, 2, "two", 3));
    TraceWriter.Continued fork = folder.fork("first", 1, "second");
    assertThat(fork.trace().lines().subList(0, 2))
        .isEqualTo(folder.read("first").lines().subList(0, 2));
    assertThat(fork.trace().events()).last().isEqualTo(new TraceEvent.Forked("first", 1));
    assertThat(fork.trace().state()).isEqualTo(folder.read("first").lines().get(1).state());
    fork.writer().append(Samples.generated(2, 2, "zwei", 3));
    assertThat(fork.writer().state()).isEqualTo(first.state());
    first.append(Samples.forgotten(0, 1));
    first.close();
    fork.writer().close();
    assertThat(folder.read("first").lines()).hasSize(4);
    assertThat(folder.read("second").lines()).hasSize(4);
    assertThatThrownBy(() -> folder.fork("first", 4, "third")).hasMessageContaining("0 to 3");
    assertThatThrownBy(() -> folder.fork("first", 0, "second"))
        .isInstanceOf(TraceException.SessionExists.class);
  }

  @Test
  void aSessionInUseIsNotRemovedAndOneThatIsNotGoesWithAllItsFiles() throws IOException {
    try (TraceWriter _ = folder.create("demo", Samples.opened())) {
      assertThatThrownBy(() -> folder.remove("demo")).isInstanceOf(TraceException.Locked.class);
    }
    Files.createDirectories(folder.session("demo").resolve("more"));
    Files.writeString(folder.session("demo").resolve("more/notes.txt"), "x");
    folder.remove("demo");
    assertThat(home.resolve("sessions")).isEmptyDirectory();
    folder.create("demo", Samples.opened()).close();
  }

  @Test
  void whatKilledProcessesBeganIsClearedAwayOnceItIsOld() throws IOException {
    folder.create("one", Samples.opened()).close();
    Path old = Files.createDirectory(home.resolve("sessions/.unfinished-old"));
    Path young = Files.createDirectory(home.resolve("sessions/.unfinished-young"));
    Files.setLastModifiedTime(old, FileTime.from(Samples.CLOCK.instant().minusSeconds(4000)));
    Files.setLastModifiedTime(young, FileTime.from(Samples.CLOCK.instant().minusSeconds(60)));
    folder.create("two", Samples.opened()).close();
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(folder.list()).hasSize(2);
  }
}
