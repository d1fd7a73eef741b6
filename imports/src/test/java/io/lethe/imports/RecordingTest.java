package io.lethe.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.engine.Cancellation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.session.Answer;
import io.lethe.session.CacheOrigin;
import io.lethe.session.Piece;
import io.lethe.session.Replay;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.trace.PartKind;
import io.lethe.trace.TraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  private static final int ALL = Integer.MAX_VALUE;

  @TempDir private Path home = Path.of("");

  private static Answer say(Session session, String text) {
    return session.say(
        List.of(Piece.user(text)),
        GenerationRequest.greedy(4),
        GenerationListener.SILENT,
        new Cancellation());
  }

  @Test
  void aRecordingBecomesASessionThatIsReadWhenItIsOpenedGoesOnAndIsReplayed() {
    try (Studio studio = Studio.open(home, 8192)) {
      Recording.Imported imported =
          Examples.read("claude-code.jsonl")
              .write(studio.sessions(), "app", SessionOptions.PLAIN, ALL);
      assertThat(imported.turns()).isEqualTo(4);
      assertThat(imported.columns()).isEqualTo(imported.tokens()).isPositive();
      try (Session session = studio.sessions().open("app")) {
        assertThat(session.origin()).isInstanceOf(CacheOrigin.Replayed.class);
        assertThat(session.columns()).isEqualTo(imported.columns());
        assertThat(session.parts())
            .extracting(part -> part.kind())
            .containsExactly(
                PartKind.HOOK_OUTPUT,
                PartKind.REMINDER,
                PartKind.TEXT,
                PartKind.TEXT,
                PartKind.FILE_READ,
                PartKind.FILE_READ,
                PartKind.TEXT,
                PartKind.TEXT,
                PartKind.TEXT,
                PartKind.FILE_WRITE,
                PartKind.TEXT);
        assertThat(session.part(4).name()).contains("/app/counter.py");
        assertThat(say(session, "And now?").turn()).isEqualTo(4);
      }
      Replay.Report report =
          studio.sessions().replay("app", Replay.Deletions.AS_RECORDED, OptionalInt.empty());
      assertThat(report.turns()).isEqualTo(5);
      assertThat(report.divergence()).isEmpty();
    }
  }

  @Test
  void everyFormatBecomesASession() {
    try (Studio studio = Studio.open(home, 8192)) {
      for (String name : Examples.ALL) {
        Recording.Imported imported =
            Examples.read(name).write(studio.sessions(), name, SessionOptions.PLAIN, 2);
        assertThat(imported.turns()).as(name).isEqualTo(2);
        try (Session session = studio.sessions().open(name)) {
          assertThat(session.turn()).as(name).isEqualTo(2);
          assertThat(session.parts()).as(name).allMatch(part -> part.columns() > 0);
        }
      }
    }
  }

  @Test
  void whatWasNotAnsweredOrNotWantedIsCounted() {
    try (Studio studio = Studio.open(home, 256)) {
      Recording recording = Examples.read("openai.json");
      Recording.Imported all = recording.write(studio.sessions(), "all", SessionOptions.PLAIN, ALL);
      assertThat(all.turns()).isEqualTo(2);
      assertThat(all.later()).isZero();
      assertThat(all.unanswered()).isEqualTo(1);
      assertThat(recording.write(studio.sessions(), "one", SessionOptions.PLAIN, 1).later())
          .isEqualTo(1);
      assertThatExceptionOfType(TraceException.SessionExists.class)
          .isThrownBy(() -> recording.write(studio.sessions(), "all", SessionOptions.PLAIN, ALL));
      Recording nobody =
          RecordingReader.read("q", "[{\"role\":\"user\",\"content\":\"?\"}]", Optional.empty());
      assertThatExceptionOfType(RecordingException.class)
          .isThrownBy(() -> nobody.write(studio.sessions(), "q", SessionOptions.PLAIN, ALL))
          .withMessageContaining("found no answer of a model");
      assertThat(studio.sessions().contains("q")).isFalse();
    }
  }

  @Test
  void policiesChooseInARecordingWhatTheyWouldHaveChosenWhileItTookPlace() {
    try (Studio studio = Studio.open(home, 8192)) {
      SessionOptions options =
          SessionOptions.PLAIN.withPolicies("reminders,hook-output", OptionalLong.empty());
      Recording recording = Examples.read("claude-code.jsonl");
      Recording.Imported imported = recording.write(studio.sessions(), "app", options, ALL);
      assertThat(imported.columns()).isLessThan(imported.tokens());
      new RecordingReplay(studio.sessions(), recording, "replayed")
          .run(List.of(Plan.of("reminders,hook-output")), ALL, (plan, turn) -> {});
      try (Session session = studio.sessions().open("app");
          Session live = studio.sessions().open("replayed-1")) {
        assertThat(session.digest()).isEqualTo(live.digest());
        assertThat(session.columns()).isEqualTo(imported.columns());
        assertThat(session.deletions())
            .extracting(deletion -> deletion.by())
            .containsOnly("reminders", "hook-output");
      }
    }
  }

  @Test
  void aBudgetLetsAModelReadARecordingThatItHasNoRoomFor() {
    StringBuilder messages = new StringBuilder("[");
    for (int i = 0; i < 40; i++) {
      messages
          .append(
              "{\"role\":\"user\",\"content\":\"Note number %d, of many more to come.\"},"
                  .formatted(i))
          .append(
              "{\"role\":\"assistant\",\"content\":\"Noted, that was number %d.\"},".formatted(i));
    }
    messages.setCharAt(messages.length() - 1, ']');
    Recording recording = RecordingReader.read("notes", messages.toString(), Optional.empty());
    SessionOptions options = SessionOptions.PLAIN.withPolicies("oldest", OptionalLong.of(700));
    int room = 2048;
    try (Studio studio = Studio.open(home, room)) {
      Recording.Imported imported = recording.write(studio.sessions(), "n", options, ALL);
      assertThat(imported.tokens()).isGreaterThan(room);
      assertThat(imported.columns()).isLessThan(room / 2);
      try (Session session = studio.sessions().open("n")) {
        assertThat(session.columns()).isEqualTo(imported.columns());
      }
    }
  }
}
