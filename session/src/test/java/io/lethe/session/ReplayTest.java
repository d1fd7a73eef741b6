package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.trace.TokenIds;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  @TempDir private Path home = Path.of("");

  @Test
  void aTokenThatTheModelDidNotWriteIsFoundThoughEveryChecksumIsRight() throws IOException {
    try (House house = House.open(home, House.tiny("qwen2"))) {
      try (Session session = house.plain("honest")) {
        Story.tell(session, 0, 8);
      }
      int forgedEvent = forge(house.sessions().trace("honest"), 5);
      assertThat(replay(house, "honest", OptionalInt.empty()).divergence()).isEmpty();
      assertThat(replay(house, "forged", OptionalInt.empty()).divergence())
          .hasValueSatisfying(found -> {
            assertThat(found).isInstanceOf(Divergence.OtherToken.class);
            assertThat(((Divergence.OtherToken) found).event()).isEqualTo(forgedEvent);
            assertThat(((Divergence.OtherToken) found).index()).isZero();
          });
    }
  }

  /** Writes the trace again with another first token in a turn's answer; returns its event. */
  private int forge(Trace honest, int turn) throws IOException {
    int forged = -1;
    List<TraceEvent> events = new ArrayList<>();
    for (TraceEvent event : honest.events()) {
      if (event instanceof TraceEvent.Generated g && g.turn() == turn) {
        int[] ids = g.tokens().toArray();
        ids[0] = ids[0] == 40 ? 41 : 40;
        forged = events.size();
        events.add(
            new TraceEvent.Generated(
                g.turn(),
                g.part(),
                g.firstPosition(),
                TokenIds.of(ids),
                g.text(),
                g.sampling(),
                g.maxTokens(),
                g.stops(),
                g.finish()));
      } else {
        events.add(event);
      }
    }
    Path folder = Files.createDirectories(home.resolve("sessions").resolve("forged"));
    try (TraceWriter writer =
        TraceWriter.create(folder.resolve("trace.jsonl"), honest.opened(), Clock.systemUTC())) {
      writer.append(events.subList(1, events.size()).toArray(TraceEvent[]::new));
    }
    return forged;
  }

  @Test
  void aReplayUntilATurnIsTheSessionAsItWasThen() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Story.tell(session, 0, 6);
      Story.say(session, 6);
      String then = session.digest();
      Story.tell(session, 7, 12);
      Replay.Report report = replay(house, "s", OptionalInt.of(6));
      assertThat(report.divergence()).isEmpty();
      assertThat(report.turns()).isEqualTo(7);
      assertThat(report.digest()).isEqualTo(then);
    }
  }

  @Test
  void withoutDeletionsEverythingIsStillThere() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Story.tell(session, 0, 9);
      Replay.Report report =
          house.sessions().replay("s", Replay.Deletions.LEFT_OUT, OptionalInt.empty());
      assertThat(report.columns()).isGreaterThan(session.columns());
      assertThat(report.tokens()).isEqualTo(session.length());
      assertThat(report.divergence()).isEmpty();
    }
  }

  @Test
  void whatWasForgottenCanBeRedactedLaterAndReplaysSo() {
    String never;
    try (House house = House.open(home, House.tiny("qwen2"))) {
      try (Session session = house.plain("at-once")) {
        Story.tell(session, 0, 2);
        session.redact(List.of(3), "a secret", "user");
        never = session.digest();
      }
      try (Session session = house.plain("later")) {
        Story.tell(session, 0, 2);
        Deletion forgotten = session.forget(List.of(3), "a secret", "user");
        assertThat(session.digest()).isNotEqualTo(never);
        Deletion redacted = session.redact(List.of(3), "all of it", "user");
        assertThat(session.digest()).isEqualTo(never);
        assertThat(forgotten.tokens()).isPositive();
        assertThat(redacted.tokens()).isZero();
        assertThat(redacted.parts()).containsExactly(3);
        Story.say(session, 2);
        session.repair(List.of(3), 0.5, "half of it", "user");
        Story.say(session, 3);
      }
      Replay.Report report = replay(house, "later", OptionalInt.empty());
      assertThat(report.divergence()).isEmpty();
      try (Session session = house.sessions().open("later")) {
        assertThat(report.digest()).isEqualTo(session.digest());
        assertThat(session.deletions()).hasSize(3);
      }
    }
  }

  private static Replay.Report replay(House house, String name, OptionalInt until) {
    return house.sessions().replay(name, Replay.Deletions.AS_RECORDED, until);
  }
}
