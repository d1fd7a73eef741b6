package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.engine.Cancellation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.session.SessionPart.Pin;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionPolicyTest {
  @TempDir private Path home = Path.of("");

  private static Piece reminder(String text) {
    return new Piece(PartRole.USER, PartKind.REMINDER, Optional.empty(), text);
  }

  private static SessionOptions with(String policies, OptionalLong budget) {
    return SessionOptions.PLAIN.withPolicies(policies, budget);
  }

  @Test
  void aReminderIsForgottenAtTheNextTurnAndSaysWhy() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.sessions().create("s", with("reminders", OptionalLong.empty()))) {
      Answer first =
          Story.say(session, 0, reminder("Remember the milk.\n"), Piece.user("What now?"));
      assertThat(first.forgotten()).isEmpty();
      assertThat(session.part(0).columns()).isPositive();
      Answer second = Story.ask(session, "And now?");
      assertThat(second.forgotten()).hasSize(1);
      Deletion gone = second.forgotten().getFirst();
      assertThat(gone.parts()).containsExactly(0);
      assertThat(gone.by()).isEqualTo("reminders");
      assertThat(gone.reason()).isEqualTo("a reminder that was meant for turn 0");
      assertThat(gone.since()).isEqualTo(1);
      assertThat(session.part(0).isForgotten()).isTrue();
      assertThat(session.part(1).isForgotten()).isFalse();
      assertThat(Story.ask(session, "And then?").forgotten()).isEmpty();
    }
  }

  @Test
  void aBudgetIsKeptForManyTurnsAndThePinnedStays() {
    int budget = 600;
    try (House house = House.open(home, House.tiny("qwen2"))) {
      try (Session session =
          house.sessions().create("s", with("budget", OptionalLong.of(budget)))) {
        Story.say(session, 0, Piece.system("Be brief."), Piece.user("The code is 4711. Keep it."));
        session.pin(1, Pin.PINNED);
        for (int turn = 1; turn < 25; turn++) {
          Story.say(session, turn);
          assertThat(session.columns()).as("turn %d", turn).isLessThanOrEqualTo(budget + 7);
        }
        assertThat(session.deletions()).isNotEmpty();
        assertThat(session.part(1).gone().isEmpty()).isTrue();
        assertThatExceptionOfType(SessionException.PartPinned.class)
            .isThrownBy(() -> session.forget(List.of(1), "no", "user"));
      }
      assertThat(
              house
                  .sessions()
                  .replay("s", Replay.Deletions.AS_RECORDED, OptionalInt.empty())
                  .divergence())
          .isEmpty();
    }
  }

  @Test
  void ofAPartlyForgottenLogTheTokensWhollyInsideTheLinesGo() {
    StringBuilder log = new StringBuilder();
    for (int line = 0; line < 60; line++) {
      log.append("2026-11-21 12:00:%02d INFO worker step %d done%n".formatted(line, line));
    }
    String text = log.toString().replace("\r\n", "\n");
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session =
            house.sessions().create("s", with("irrelevant-log-lines", OptionalLong.empty()))) {
      Story.say(session, 0, Piece.attached(PartKind.LOG, "w.log", text), Piece.user("Why?"));
      Answer answer = Story.ask(session, "What did step 41 do?");
      assertThat(answer.forgotten()).hasSize(1);
      SessionPart part = session.part(0);
      assertThat(part.isPartlyForgotten()).isTrue();
      assertThat(answer.forgotten().getFirst().tokens()).isEqualTo(part.gone().cardinality());
      String left = seen(session, part);
      assertThat(left).contains("step 41 done");
      for (String line : left.strip().lines().toList()) {
        assertThat(text.lines()).as("whole lines are left").contains(line);
      }
      assertThat(left.length()).isLessThan(text.length() / 2);
    }
  }

  private static String seen(Session session, SessionPart part) {
    int[] all = session.tokens().tokens();
    int[] left =
        java.util.stream.IntStream.range(0, part.endToken() - part.firstToken())
            .filter(i -> !part.gone().get(i))
            .map(i -> all[part.firstToken() + i])
            .toArray();
    return session.engine().tokenizer().decode(left);
  }

  @Test
  void recallBringsATextBackAsANewPart() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Story.say(session, 0);
      Story.say(session, 1);
      Story.say(session, 2);
      session.forget(List.of(3), "read", "user");
      session.recall(3);
      int parts = session.parts().size();
      Story.ask(session, "Again?");
      SessionPart back = session.part(parts);
      assertThat(back.text().strip()).isEqualTo(session.part(3).text().strip());
      assertThat(back.columns()).isPositive();
      assertThat(session.part(3).isForgotten()).isTrue();
      assertThat(session.part(parts + 1).text()).isEqualTo("Again?");
    }
  }

  @Test
  void aBlankTextIsNotRecalled() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session first = house.plain("first");
        Session session = house.plain("s")) {
      GenerationRequest greedy = GenerationRequest.greedy(6);
      String text = answer(first, greedy).generation().text();
      answer(session, greedy.withStopStrings(List.of(text.substring(0, 1))));
      assertThat(session.part(1).text()).isBlank();
      assertThatExceptionOfType(SessionException.NothingToRecall.class)
          .isThrownBy(() -> session.recall(1))
          .withMessageContaining("part 1");
      assertThat(Story.ask(session, "And now?").turn()).isEqualTo(1);
    }
  }

  private static Answer answer(Session session, GenerationRequest request) {
    return session.say(
        List.of(Piece.user("Why?")), request, GenerationListener.SILENT, new Cancellation());
  }

  @Test
  void aTemplateThatDropsOldThoughtsReadsNothingAgain() {
    try (House house = House.open(home, House.tiny("qwen3"));
        Session session = house.plain("s")) {
      for (int turn = 0; turn < 6; turn++) {
        int before = session.length();
        Answer answer =
            Story.say(session, turn, Piece.user("<think>\nhm\n</think>\n\nQuestion " + turn));
        assertThat(answer.read()).isLessThan(90);
        assertThat(session.length() - before)
            .isEqualTo(answer.read() + answer.generation().tokens().size());
        assertThat(session.columns()).isGreaterThanOrEqualTo(session.length() - 1);
      }
    }
  }
}
