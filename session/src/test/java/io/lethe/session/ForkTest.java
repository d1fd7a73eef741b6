package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkTest {
  private static final long SEED = 20_261_121;

  @TempDir private Path home = Path.of("");
  @TempDir private Path other = Path.of("");

  @Test
  void twentyForksTakeTheRoomOfOneInMemoryAndOnDisk() {
    try (House house = House.open(home, House.tiny("qwen2"))) {
      List<Session> forks = new ArrayList<>();
      try (Session session = house.plain("one")) {
        Story.say(session, 0, Piece.user("A long beginning. ".repeat(60)));
        house.sessions().flush();
        int blocks = house.engine().pool().usedBlocks();
        long bytes = House.blockBytes(home);
        assertThat(blocks).isGreaterThan(30);
        for (int i = 0; i < 20; i++) {
          forks.add(session.fork("fork" + i));
        }
        assertThat(house.engine().pool().usedBlocks()).isEqualTo(blocks);
        for (Session fork : forks) {
          fork.checkpoint();
        }
        house.sessions().flush();
        assertThat(House.blockBytes(home)).isLessThanOrEqualTo(bytes * 12 / 10);
        List<Session> all = new ArrayList<>(forks);
        all.add(session);
        house.checkIntegrity(all.toArray(Session[]::new));
      }
      forks.forEach(Session::close);
      assertThat(house.engine().pool().usedBlocks()).isZero();
    }
  }

  @Test
  void forksGoOnByThemselvesAndForgetByThemselves() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("one")) {
      Story.tell(session, 0, 5);
      String before = session.digest();
      try (Session fork = session.fork("two")) {
        assertThat(fork.digest()).isEqualTo(before);
        fork.redact(List.of(1), "not here", "user");
        Story.say(fork, 99);
        assertThat(session.digest()).isEqualTo(before);
        Story.tell(session, 5, 8);
        house.checkIntegrity(session, fork);
      }
      for (String name : List.of("one", "two")) {
        Replay.Report report =
            house.sessions().replay(name, Replay.Deletions.AS_RECORDED, OptionalInt.empty());
        assertThat(report.divergence()).as(name).isEmpty();
      }
    }
  }

  @Test
  void aForkAtAnEarlierTurnIsTheSessionAsItWas() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("one")) {
      Story.tell(session, 0, 3);
      Story.say(session, 3);
      String then = session.digest();
      Story.tell(session, 4, 8);
      try (Session fork = house.sessions().forkAt("one", 3, "two")) {
        assertThat(fork.turn()).isEqualTo(4);
        assertThat(fork.digest()).isEqualTo(then);
      }
    }
  }

  @Test
  void sessionsThatTakeTurnsSayWhatEachSaysAlone() {
    List<String> alone = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      try (House house = House.open(other, House.tiny("qwen2"));
          Session session = house.plain("alone" + i)) {
        for (int turn = 0; turn < 6; turn++) {
          step(session, i, turn);
        }
        alone.add(session.digest());
      }
    }
    Random random = new Random(SEED);
    try (House house = House.open(home, House.tiny("qwen2").withThreads(2))) {
      List<Session> sessions = new ArrayList<>();
      List<Integer> schedule = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        sessions.add(house.plain("s" + i));
        for (int turn = 0; turn < 6; turn++) {
          schedule.add(i);
        }
      }
      java.util.Collections.shuffle(schedule, random);
      int[] turns = new int[8];
      for (int i : schedule) {
        step(sessions.get(i), i, turns[i]++);
        house.checkIntegrity(sessions.toArray(Session[]::new));
      }
      for (int i = 0; i < 8; i++) {
        assertThat(sessions.get(i).digest())
            .as("session %d, seed %d", i, SEED)
            .isEqualTo(alone.get(i));
      }
      sessions.forEach(Session::close);
    }
  }

  /** The beginning is the same in all of them. */
  private static void step(Session session, int who, int turn) {
    if (turn == 0) {
      Story.say(session, 0, Piece.user("We are many and begin alike. Who am I? " + who));
      return;
    }
    Story.say(session, 100 * who + turn);
    if ((who + turn) % 3 == 0) {
      session.forget(List.of(session.parts().get(2 * turn).id()), "rule", "user");
    } else if ((who + turn) % 5 == 0) {
      session.redact(List.of(session.parts().get(turn).id()), "rule", "user");
    }
  }
}
