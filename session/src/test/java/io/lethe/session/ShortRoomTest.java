package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.engine.EngineException;
import io.lethe.engine.EngineOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortRoomTest {
  /** Room for two sessions of some turns, not for four. */
  private static final EngineOptions SMALL = House.tiny("qwen2").withColumns(32 * 24);

  @TempDir private Path home = Path.of("");
  @TempDir private Path other = Path.of("");

  @Test
  void sessionsThatDoNotFitTogetherTakeTurnsOnTheDisk() {
    List<String> roomy = new ArrayList<>();
    try (House house = House.open(other, House.tiny("qwen2"))) {
      roomy.addAll(talk(house));
    }
    try (House house = House.open(home, SMALL)) {
      assertThat(talk(house)).isEqualTo(roomy);
    }
  }

  /** Four sessions in turn; each comes back from the disk at least once if there is little room. */
  private static List<String> talk(House house) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sessions.add(house.plain("s" + i));
    }
    boolean small = house.engine().capacity() < 1000;
    int restored = 0;
    for (int turn = 0; turn < 4; turn++) {
      for (int i = 0; i < 4; i++) {
        Answer answer =
            Story.say(
                sessions.get(i),
                10 * i + turn,
                Piece.user(i + " says " + "word ".repeat(8 + turn)));
        restored += answer.cache() instanceof CacheOrigin.Restored ? 1 : 0;
        assertThat(answer.cache()).isNotInstanceOf(CacheOrigin.Replayed.class);
      }
    }
    if (small) {
      assertThat(restored).isGreaterThanOrEqualTo(4);
    } else {
      assertThat(restored).isZero();
    }
    List<String> digests = new ArrayList<>();
    for (Session session : sessions) {
      digests.add(session.digest());
      session.close();
    }
    assertThat(house.engine().pool().usedBlocks()).isZero();
    return digests;
  }

  @Test
  void withNoRoomAnywhereTheRefusalNamesBothNumbersAndTheSessionGoesOn() {
    try (House house = House.open(home, SMALL);
        Session session = house.plain("s")) {
      Story.say(session, 0);
      String before = session.digest();
      assertThatExceptionOfType(EngineException.ContextFull.class)
          .isThrownBy(() -> Story.ask(session, "much ".repeat(400)))
          .satisfies(full -> {
            assertThat(full.wantedColumns()).isGreaterThan(768);
            assertThat(full.freeColumns()).isLessThan(768);
            assertThat(full).hasMessageContaining("768");
          });
      assertThat(session.digest()).isEqualTo(before);
      Story.say(session, 1);
      house.checkIntegrity(session);
    }
  }

  @Test
  void aSessionThatIsBusyIsNotPutAside() throws InterruptedException {
    try (House house = House.open(home, SMALL);
        Session busy = house.plain("busy");
        Session newcomer = house.plain("newcomer")) {
      Story.say(busy, 0, Piece.user("word ".repeat(60)));
      CountDownLatch using = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread user =
          new Thread(() ->
              busy.use(tokens -> {
                using.countDown();
                try {
                  done.await();
                } catch (InterruptedException e) {
                  failure.set(e);
                }
                return tokens;
              }));
      user.start();
      using.await();
      assertThatExceptionOfType(EngineException.ContextFull.class)
          .isThrownBy(() -> Story.say(newcomer, 0, Piece.user("term ".repeat(100))));
      done.countDown();
      user.join();
      assertThat(failure.get()).isNull();
      Story.say(newcomer, 0, Piece.user("term ".repeat(100)));
      assertThat(busy.origin()).isInstanceOf(CacheOrigin.Live.class);
      assertThat(Story.ask(busy, "Back?").cache()).isInstanceOf(CacheOrigin.Restored.class);
    }
  }
}
