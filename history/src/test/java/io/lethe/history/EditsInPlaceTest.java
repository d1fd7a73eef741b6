package io.lethe.history;

import static io.lethe.history.Hall.assistant;
import static io.lethe.history.Hall.read;
import static io.lethe.history.Hall.system;
import static io.lethe.history.Hall.user;
import static io.lethe.history.Hall.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.trace.PartRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients change in what they sent before, and what becomes of it. */
class EditsInPlaceTest {
  private static final String RULES =
      "You are a careful assistant who answers questions about geography in one short sentence.";

  @TempDir Path home;

  private static Message prompt(String billing, String date) {
    return system(
        "x-anthropic-billing-header: cc_version=2.1; cch=%s;\n%s\nToday's date: %s\nBe brief."
            .formatted(billing, RULES, date));
  }

  @Test
  void aBillingLineThatChangesIsForgottenAndNeverReadAgain() {
    try (Hall hall = Hall.open(home)) {
      Message question = user("What is the capital of France?");
      Reply first = hall.answer(List.of(prompt("a81f3", "2026-11-21"), question));
      Reply second =
          hall.answer(
              List.of(
                  prompt("77b02", "2026-11-21"), question, assistant(first), user("Of Italy?")));
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.forgotten())
          .singleElement()
          .satisfies(gone -> {
            assertThat(gone.by()).isEqualTo("history");
            assertThat(gone.reason()).contains("billing");
            assertThat(gone.tokens()).isGreaterThan(10);
            assertThat(gone.since()).isEqualTo(1);
          });
      assertThat(read(second)).isLessThan(15);
      Reply third =
          hall.answer(
              List.of(
                  prompt("c0c0a", "2026-11-21"),
                  question,
                  assistant(first),
                  user("Of Italy?"),
                  assistant(second),
                  user("Of Spain?")));
      assertThat(third.session()).isEqualTo(first.session());
      assertThat(third.forgotten()).isEmpty();
      assertThat(read(third)).isLessThan(15);
    }
  }

  @Test
  void aNewDateIsReadOnceWhereTheConversationIsAndTheOldOneForgotten() {
    try (Hall hall = Hall.open(home)) {
      List<Message> said = new ArrayList<>(List.of(user("What is the capital of France?")));
      Reply first = hall.answer(with(List.of(prompt("a", "2026-11-21")), said.getFirst()));
      said.add(assistant(first));
      said.add(user("Of Italy?"));
      Reply second =
          hall.answer(with(List.of(prompt("a", "2026-11-22")), said.toArray(Message[]::new)));
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.forgotten()).hasSize(1);
      assertThat(read(second)).isBetween(18, 35);
      said.add(assistant(second));
      said.add(user("Of Spain?"));
      Reply third =
          hall.answer(with(List.of(prompt("a", "2026-11-22")), said.toArray(Message[]::new)));
      assertThat(third.session()).isEqualTo(first.session());
      assertThat(third.forgotten()).isEmpty();
      assertThat(read(third)).isLessThan(15);
      said.add(assistant(third));
      said.add(user("Of Portugal?"));
      Reply fourth =
          hall.answer(with(List.of(prompt("a", "2026-11-23")), said.toArray(Message[]::new)));
      assertThat(fourth.session()).isEqualTo(first.session());
      assertThat(fourth.forgotten()).hasSize(1);
      assertThat(read(fourth)).isBetween(18, 35);
    }
  }

  @Test
  void aReminderThatVanishesIsForgottenAndOneThatComesIntoThePastIsReadNow() {
    String reminder =
        "<system-reminder>\nThe todo list is empty, do not mention it.\n</system-reminder>\n";
    try (Hall hall = Hall.open(home)) {
      Message question = user("What is the capital of France?");
      Reply first =
          hall.answer(List.of(system(RULES), user(reminder + "What is the capital of France?")));
      Reply second =
          hall.answer(List.of(system(RULES), question, assistant(first), user("Of Italy?")));
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.forgotten())
          .singleElement()
          .satisfies(gone -> assertThat(gone.reason()).contains("reminder"));
      assertThat(read(second)).isLessThan(15);
      Message later = system("<total_tokens>1200 tokens left</total_tokens>");
      List<Message> history =
          List.of(
              system(RULES),
              question,
              later,
              assistant(first),
              user("Of Italy?"),
              assistant(second),
              user("Of Spain?"));
      Reply third = hall.answer(history);
      assertThat(third.session()).isEqualTo(first.session());
      assertThat(third.forgotten()).isEmpty();
      assertThat(read(third)).isBetween(15, 35);
      Reply fourth = hall.answer(with(history, assistant(third), user("Of Peru?")));
      assertThat(fourth.session()).isEqualTo(first.session());
      assertThat(fourth.forgotten()).isEmpty();
      assertThat(read(fourth)).isLessThan(15);
    }
  }

  @Test
  void aThoughtThatTheClientLeavesOutIsForgotten() {
    try (Hall hall = Hall.open(home)) {
      Message thinking =
          Message.of(
              PartRole.ASSISTANT,
              new Block.Thought("They ask about France, whose capital is Paris, I believe."),
              new Block.Text("It is Paris."));
      List<Message> history =
          List.of(
              system(RULES), user("What is the capital of France?"), thinking, user("Of Italy?"));
      Reply first = hall.answer(history);
      assertThat(first.miss()).isPresent();
      Reply second =
          hall.answer(
              List.of(
                  system(RULES),
                  user("What is the capital of France?"),
                  assistant("It is Paris."),
                  user("Of Italy?"),
                  assistant(first),
                  user("Of Spain?")));
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.forgotten())
          .singleElement()
          .satisfies(gone -> {
            assertThat(gone.reason()).contains("thought");
            assertThat(gone.tokens()).isGreaterThan(8);
          });
      assertThat(read(second)).isLessThan(15);
    }
  }

  private static Message call(String id) {
    return Message.of(
        PartRole.ASSISTANT, new Block.ToolUse(id, "read_file", "{\"path\": \"notes.txt\"}"));
  }

  private static Message result(String id, String text) {
    return Message.of(
        PartRole.TOOL,
        new Block.ToolResult(id, Optional.empty(), text, Outcome.DONE, Visibility.ALWAYS));
  }

  @Test
  void aResultThatTheClientClearedIsForgottenAndItsPlaceholderNotRead() {
    String notes = "Paris is the capital of France. Rome is the capital of Italy. ".repeat(4);
    try (Hall hall = Hall.open(home)) {
      List<Message> history =
          List.of(system(RULES), user("Read my notes."), call("call_1"), result("call_1", notes));
      Reply first = hall.answer(history);
      List<Message> cleared =
          List.of(
              system(RULES),
              user("Read my notes."),
              call("call_1"),
              result("call_1", "[Old tool result content cleared]"),
              assistant(first),
              user("Of Italy?"));
      Reply second = hall.answer(cleared);
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.forgotten())
          .singleElement()
          .satisfies(gone -> assertThat(gone.tokens()).isGreaterThan(50));
      assertThat(read(second)).isLessThan(15);
      Reply third = hall.answer(with(cleared, assistant(second), user("Of Spain?")));
      assertThat(third.session()).isEqualTo(first.session());
      assertThat(third.forgotten()).isEmpty();
      assertThat(third.usage().decached()).isEqualTo(second.usage().decached());
    }
  }

  @Test
  void theOldestMessagesThatAClientDropsAreForgotten() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = new ArrayList<>(List.of(system(RULES)));
      Reply last = null;
      for (String land : List.of("France", "Italy", "Spain", "Portugal", "Greece")) {
        history.add(user("What is the capital of " + land + "?"));
        last = hall.answer(history);
        history.add(assistant(last));
      }
      List<Message> shorter = new ArrayList<>(List.of(system(RULES)));
      shorter.addAll(history.subList(5, history.size()));
      shorter.add(user("Of Peru?"));
      Reply next = hall.answer(shorter);
      assertThat(next.session()).isEqualTo(Objects.requireNonNull(last).session());
      assertThat(next.forgotten()).hasSize(4);
      assertThat(read(next)).isLessThan(15);
    }
  }

  @Test
  void fortyTurnsOfAnAgentCostWhatIsNewInThem() {
    try (Hall hall = Hall.open(home)) {
      List<Message> said = new ArrayList<>();
      int read = 0;
      String session = "";
      for (int turn = 0; turn < 40; turn++) {
        said.add(user("What is " + turn + " plus " + turn + "?"));
        List<Message> sent = new ArrayList<>();
        sent.add(prompt(Integer.toHexString(0xabc0 + 7 * turn), "2026-11-21"));
        sent.addAll(said);
        sent.set(
            sent.size() - 1,
            user(
                "<system-reminder>\n%d tokens are left.\n</system-reminder>\nWhat is %d plus %d?"
                    .formatted(9000 - turn, turn, turn)));
        Reply reply = hall.answer(sent);
        said.add(assistant(reply));
        read += read(reply);
        assertThat(turn == 0 || reply.session().equals(session)).as("turn %d", turn).isTrue();
        session = reply.session();
        assertThat(reply.forgotten().size()).isEqualTo(turn == 0 ? 0 : turn == 1 ? 2 : 1);
      }
      assertThat(read).isLessThan(100 + 40 * 50);
    }
  }
}
