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

  private static Replay.Report replay(House house, String name, OptionalInt until) {
    return house.sessions().replay(name, Replay.Deletions.AS_RECORDED, until);
  }
}
