package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.engine.EngineOptions;
import io.lethe.engine.ReceivedAttention;
import io.lethe.engine.TokenSession;
import io.lethe.policy.PolicyException;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.trace.PartRole;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that measures by itself what its policy goes by. */
class LeastAttendedTest {
  private static final int BUDGET = 600;
  private static final SessionOptions LEAST_ATTENDED =
      SessionOptions.PLAIN.withPolicies("least-attended", OptionalLong.of(BUDGET));

  @TempDir private Path home = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "gemma3", "mistral"})
  void aBudgetIsKeptByWhatIsAttendedLeastAndReplays(String model) {
    try (House house = House.open(home, House.tiny(model))) {
      try (Session session = house.sessions().create("s", LEAST_ATTENDED)) {
        for (int turn = 0; turn < 17; turn++) {
          Story.say(session, turn);
          assertThat(session.columns()).as("turn %d", turn).isLessThanOrEqualTo(BUDGET + 7);
        }
        assertThat(session.deletions())
            .isNotEmpty()
            .allSatisfy(deletion -> {
              assertThat(deletion.by()).isEqualTo("least-attended");
              assertThat(deletion.reason()).startsWith("hardly attended to lately, a part of turn");
            });
        house.checkIntegrity(session);
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
  void onAModelThatReadsEnglishThePartThatIsAttendedLeastPerColumnGoesFirst() {
    EngineOptions real = EngineOptions.of(RealModels.SMOLLM2.path()).withThreads(2);
    try (House house = House.open(home, real);
        Session session = house.plain("s")) {
      Story.say(session, 0, Piece.user("The code of the safe is 4711. Keep it in mind."));
      Story.ask(session, "Bananas are yellow and grow in bunches.");
      Story.ask(session, "What is the capital of France?");
      String question = "What is the code of the safe?";
      Map<Integer, Double> perColumn = perColumn(session, question);
      session.usePolicies("least-attended", OptionalLong.of(session.columns()));
      Answer answer = Story.ask(session, question);
      List<Integer> gone =
          answer.forgotten().stream().flatMap(deletion -> deletion.parts().stream()).toList();
      // Of the parts that may go: all but the user's last message.
      perColumn.remove(4);
      assertThat(gone).isNotEmpty();
      assertThat(gone)
          .isEqualTo(
              perColumn.keySet().stream()
                  .sorted(Comparator.comparing(perColumn::get))
                  .limit(gone.size())
                  .toList());
    }
  }

  /** The masses by column of the parts, measured from outside. */
  private static Map<Integer, Double> perColumn(Session session, String question) {
    List<ChatMessage> history =
        session.parts().stream()
            .map(part ->
                part.role() == PartRole.USER
                    ? ChatMessage.user(part.text())
                    : ChatMessage.assistant(part.text()))
            .toList();
    Tokenizer tokenizer = session.engine().tokenizer();
    Optional<Integer> end =
        Optional.of(session.tokens().tokens()[session.length() - 1])
            .filter(tokenizer::isEndOfGeneration);
    int[] query =
        new Rendering(session.engine().chatFormat(), tokenizer, "[]")
            .delta(history, end, List.of(Piece.user(question)))
            .tokens();
    assertThat(query.length).isLessThanOrEqualTo(PartAttention.MOST_TOKENS);
    ReceivedAttention attention = session.tokens().attention(query);
    Map<Integer, Double> masses = new HashMap<>();
    for (SessionPart part : session.parts()) {
      double mass = 0;
      for (int i = part.firstToken(); i < part.endToken(); i++) {
        mass += attention.at(session.tokens().position(i));
      }
      masses.put(part.id(), mass / part.columns());
    }
    return masses;
  }

  @Test
  void measuringLeavesNoTraceAndAPolicyThatIsNotAskedMeasuresNothing() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session measured = house.sessions().create("measured", LEAST_ATTENDED);
        Session plain = house.plain("plain")) {
      for (int turn = 0; turn < 2; turn++) {
        Story.say(measured, turn);
        Story.say(plain, turn);
      }
      // Below the budget: asked for nothing, and the same as without a policy.
      assertThat(measured.columns()).isLessThan(BUDGET / 2);
      assertThat(measured.digest()).isEqualTo(plain.digest());
      long before = house.engine().load().tokens();
      Story.say(measured, 2);
      long least = house.engine().load().tokens() - before;
      before = house.engine().load().tokens();
      Story.say(plain, 2);
      assertThat(house.engine().load().tokens() - before).isEqualTo(least);
      assertThat(measured.digest()).isEqualTo(plain.digest());
    }
  }

  @Test
  void whereThereIsNoRoomToMeasureTheNextPolicyChooses() {
    try (House house = House.open(home, House.tiny("qwen2").withColumns(512));
        Session session = house.plain("s");
        TokenSession hog = house.engine().newSession()) {
      for (int turn = 0; turn < 5; turn++) {
        Story.say(session, turn);
      }
      session.usePolicies("least-attended,oldest", OptionalLong.of(session.columns()));
      house.sessions().flush(); // what waits for the disk would give room back
      hog.append(new int[(int) house.engine().freeColumns()]);
      assertThat(Story.say(session, 5).forgotten()).isNotEmpty();
      assertThat(session.deletions()).extracting(Deletion::by).containsOnly("oldest");
    }
  }

  @Test
  void anUnknownPolicyIsRefusedAndTheOldOneStays() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.sessions().create("s", LEAST_ATTENDED)) {
      assertThatExceptionOfType(PolicyException.class)
          .isThrownBy(() -> session.usePolicies("most-attended", OptionalLong.empty()));
      for (int turn = 0; turn < 18; turn++) {
        Story.say(session, turn);
      }
      assertThat(session.columns()).isLessThanOrEqualTo(BUDGET + 7);
    }
  }
}
