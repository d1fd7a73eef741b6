package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.ToolCall;
import io.lethe.session.SessionPart.Pin;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelChoosesTest {
  @TempDir private Path home = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "gemma3", "mistral"})
  void whateverAModelIsItsAnswerNamesPartsThatMayGo(String model) {
    try (House house = House.open(home, House.tiny(model));
        Session session = house.plain("s")) {
      Story.say(session, 0);
      Story.say(session, 1);
      Story.say(session, 2);
      session.pin(1, Pin.PINNED);
      int turn = session.turn();
      int length = session.length();
      session
          .askModel()
          .ifPresent(deletion -> {
            assertThat(deletion.by()).isEqualTo("model");
            assertThat(deletion.reason()).isNotBlank();
            assertThat(deletion.parts()).isNotEmpty().doesNotContain(0, 1);
          });
      assertThat(session.turn()).isEqualTo(turn);
      // A deletion ends the answer before it, where the model was stopped: one token at most.
      assertThat(session.length()).isBetween(length, length + 1);
      house.checkIntegrity(session);
      Story.say(session, 3);
      assertThat(
              house
                  .sessions()
                  .replay("s", Replay.Deletions.AS_RECORDED, OptionalInt.empty())
                  .divergence())
          .isEmpty();
    }
  }

  @Test
  void aListBeginsWithNumbersThatAreLeftEachOnce() {
    Set<String> numbers = Set.of("3", "12", "13");
    for (String list :
        new String[] {"", "]", "1", "12", "12,", "3,1", "3,12,13", "3,12,13]", "3]"}) {
      assertThat(PartQuestion.begins(list, numbers)).as(list).isTrue();
    }
    for (String list :
        new String[] {",", "2", "1]", "12,]", "12,12", "3,12,13,", "3]]", "123", ",3", "3,,"}) {
      assertThat(PartQuestion.begins(list, numbers)).as(list).isFalse();
    }
  }

  @Test
  void theForgetToolForgetsAndTheRecallToolFindsAgain() {
    try (House house = House.open(home, House.tiny("qwen2"));
        Session session = house.plain("s")) {
      Story.say(session, 0);
      Story.say(session, 1);
      Story.say(session, 2);
      ToolCall call =
          ToolCall.in(
                  "Fine. {\"name\":\"forget\",\"arguments\":{\"forget\":[3],\"reason\":\"read\"}} Done.")
              .getFirst();
      assertThat(session.part(3).text()).contains("step 0 of 1");
      assertThat(session.runTool(call.name(), call.arguments())).contains("3");
      assertThat(session.part(3).isForgotten()).isTrue();
      assertThat(session.deletions().getLast().by()).isEqualTo("model");
      assertThat(session.deletions().getLast().reason()).isEqualTo("read");
      assertThat(session.runTool("forget", call.arguments())).contains("forgotten already");
      assertThat(session.runTool("recall", "{\"words\":\"step passed\"}"))
          .contains("Part 3")
          .contains("step 2 of 1 passed");
      assertThat(session.runTool("recall", "{}")).contains("\"words\" is missing");
      assertThat(session.runTool("dance", "{}")).contains("forget and recall");
    }
  }
}
