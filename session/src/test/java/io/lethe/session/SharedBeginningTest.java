package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedBeginningTest {
  private static final Piece SYSTEM = Piece.system("You know this. ".repeat(20));

  @TempDir private Path home = Path.of("");
  @TempDir private Path other = Path.of("");

  private static Answer first(Session session, String question) {
    return Story.say(session, 1, SYSTEM, Piece.user(question));
  }

  private String alone(String question) {
    try (House house = House.open(other, House.tiny("qwen2"));
        Session session = house.plain("alone" + question.length())) {
      assertThat(first(session, question).reused()).isZero();
      return session.digest();
    }
  }

  @Test
  void aSessionThatBeginsAsAnOpenOneSharesItsColumns() {
    String wanted = alone("And who are you?");
    try (House house = House.open(home, House.tiny("qwen2"));
        Session one = house.plain("one");
        Session two = house.plain("two")) {
      Answer computed = first(one, "Who am I?");
      String before = one.digest();
      Answer shared = first(two, "And who are you?");
      assertThat(computed.reused()).isZero();
      assertThat(shared.reused()).isGreaterThan(280);
      assertThat(shared.read()).isLessThan(60);
      assertThat(two.digest()).isEqualTo(wanted);
      assertThat(one.digest()).isEqualTo(before);
      house.checkIntegrity(one, two);
      assertThat(
              house
                  .sessions()
                  .replay("two", Replay.Deletions.AS_RECORDED, OptionalInt.empty())
                  .divergence())
          .isEmpty();
    }
  }

  @Test
  void whatStandsBeforeADeletionIsShared() {
    String wanted = alone("And who are you?");
    try (House house = House.open(home, House.tiny("qwen2"));
        Session one = house.plain("one");
        Session two = house.plain("two")) {
      first(one, "And who are you?");
      one.redact(List.of(1), "the question", "user");
      assertThat(first(two, "And who are you?").reused()).isGreaterThan(280);
      assertThat(two.digest()).isEqualTo(wanted);
    }
  }

  @Test
  void whatWasDeletedIsNotShared() {
    String wanted = alone("And who are you?");
    try (House house = House.open(home, House.tiny("qwen2"));
        Session one = house.plain("one");
        Session two = house.plain("two")) {
      first(one, "And who are you?");
      one.forget(List.of(0), "the system prompt", "user");
      assertThat(first(two, "And who are you?").reused()).isZero();
      assertThat(two.digest()).isEqualTo(wanted);
    }
  }

  @Test
  void anotherFirstPositionSharesNothing() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session one = house.plain("one");
        Session far =
            house.sessions().create("far", SessionOptions.PLAIN.withFirstPosition(1_000_000))) {
      first(one, "Who am I?");
      assertThat(first(far, "Who am I?").reused()).isZero();
    }
  }
}
