package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Choice;
import io.lethe.session.SessionOptions.Reach;
import io.lethe.tokenizer.Prompt;
import io.lethe.trace.PartKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds however long a session lives. */
class LongLifeTest {
  private static final int BUDGET = 640;
  private static final int TURNS = 30;
  private static final SessionOptions WITHIN_BUDGET =
      SessionOptions.PLAIN.withPolicies("oldest", OptionalLong.of(BUDGET));

  @TempDir private Path home;

  private static Answer say(Session session, int turn) {
    return Story.say(
        session,
        turn,
        Piece.attached(PartKind.LOG, "build.log", log(turn)),
        Piece.user("What took longest in build " + turn + "?"));
  }

  private static String log(int turn) {
    return IntStream.range(0, 12)
        .mapToObj(line -> "step %d of build %d took %d ms\n".formatted(line, turn, 7 * line + turn))
        .collect(Collectors.joining());
  }

  private static void live(Session session, int from, int to) {
    for (int turn = from; turn < to; turn++) {
      say(session, turn);
      assertThat(session.columns()).as("turn %d", turn).isLessThanOrEqualTo(BUDGET + 7);
    }
  }

  private static long reached(Session session) {
    return session.tokens().nextPosition();
  }

  /**
   * There is room for the budget and two turns, so what waits for the disk has to be waited for.
   */
  @Test
  void aBudgetHoldsHoweverManyTurnsThereAre() {
    try (House house = House.open(home, House.tiny("qwen2").withColumns(1536));
        Session session = house.sessions().create("s", WITHIN_BUDGET)) {
      live(session, 0, TURNS);
      assertThat(session.length()).isGreaterThan(house.engine().config().contextLength());
      house.checkIntegrity(session);
    }
  }

  @Test
  void ofATurnWithoutPartsNothingIsLeftUnlessItIsTheFirstOrTheLast() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      for (int turn = 0; turn < 4; turn++) {
        Story.say(session, turn);
      }
      for (int turn : new int[] {0, 1, 3}) {
        List<Integer> parts = partsOf(session, turn);
        Deletion deletion = session.forget(parts, "test", "user");
        int own = parts.stream().map(session::part).mapToInt(LongLifeTest::tokens).sum();
        assertThat(session.columns()).isEqualTo(session.tokens().liveColumns());
        if (turn == 1) {
          assertThat(deletion.tokens()).isGreaterThan(own + 5);
        } else {
          assertThat(deletion.tokens()).isEqualTo(own);
        }
      }
      Story.say(session, 4);
      // What framed the turn that is no longer the last goes with whatever goes next.
      Deletion deletion = session.forget(partsOf(session, 2), "test", "user");
      assertThat(deletion.tokens())
          .isGreaterThan(
              partsOf(session, 2).stream().map(session::part).mapToInt(LongLifeTest::tokens).sum()
                  + 10);
    }
  }

  private static List<Integer> partsOf(Session session, int turn) {
    return session.parts().stream()
        .filter(part -> part.turn() == turn && part.endToken() > part.firstToken())
        .map(SessionPart::id)
        .toList();
  }

  private static int tokens(SessionPart part) {
    return part.endToken() - part.firstToken();
  }

  @Test
  void positionsStayWithinWhatTheModelWasTrainedForUnlessTheyMayNot() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session near = house.sessions().create("near", WITHIN_BUDGET);
        Session far = house.sessions().create("far", WITHIN_BUDGET.withReach(Reach.UNLIMITED))) {
      int trained = house.engine().config().contextLength();
      boolean closed = false;
      for (int turn = 0; turn < TURNS; turn++) {
        say(near, turn);
        say(far, turn);
        assertThat(reached(near)).isLessThanOrEqualTo(trained + 7);
        closed |= reached(near) < reached(far);
        assertThat(closed || near.digest().equals(far.digest())).isTrue();
      }
      assertThat(reached(far)).isGreaterThan(trained);
      assertThat(near.columns()).isEqualTo(far.columns());
      assertThat(far.view().options().reach()).isEqualTo(Reach.UNLIMITED);
    }
  }

  @Test
  void aLongLifeIsReplayedAndReopenedToTheSameColumns() {
    String digest = "";
    try (House house = House.open(home, House.tiny("qwen2"))) {
      try (Session session = house.sessions().create("s", WITHIN_BUDGET)) {
        live(session, 0, TURNS / 2);
        digest = session.digest();
      }
      try (Session session = house.sessions().open("s")) {
        assertThat(session.digest()).isEqualTo(digest);
        live(session, TURNS / 2, TURNS);
        digest = session.digest();
      }
    }
    try (House house = House.open(home, House.tiny("qwen2").withSlots(64).withChunk(48))) {
      Replay.Report report =
          house.sessions().replay("s", Replay.Deletions.AS_RECORDED, OptionalInt.empty());
      assertThat(report.divergence()).isEmpty();
      assertThat(report.digest()).isEqualTo(digest);
    }
  }

  @Test
  void whoReadsTheSameHistoryAtOnceGetsTheSameColumns() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session heard = house.plain("heard");
        Session read = house.plain("read")) {
      List<GivenTurn> turns = new ArrayList<>();
      for (int turn = 0; turn < TURNS; turn++) {
        List<Cut> cuts =
            partsOf(heard, turn - 2).stream()
                .filter(part -> part > 0)
                .map(part -> Cut.forget(new Choice(part, List.of(), "test", "client")))
                .toList();
        turns.add(
            new GivenTurn(
                cuts,
                GivenTurn.Holes.STAY,
                List.of(Piece.user(log(turn) + "What took longest?")),
                Prompt.quoted("Step 11 of " + turn + ".")));
        try (Hearing hearing = heard.hear(turns.getLast())) {
          assertThat(hearing.end()).isEqualTo(heard.columns());
        }
      }
      read.read(turns);
      assertThat(heard.columns()).isLessThan(heard.length() / 6);
      assertThat(reached(heard)).isLessThan(heard.length()).isEqualTo(reached(read));
      assertThat(read.digest()).isEqualTo(heard.digest());
    }
  }
}
