package io.lethe.history;

import static io.lethe.history.Hall.assistant;
import static io.lethe.history.Hall.read;
import static io.lethe.history.Hall.system;
import static io.lethe.history.Hall.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.engine.GenerationRequest;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.history.Visibility.DecachedRange;
import io.lethe.trace.PartRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request says about who sees what. */
class DecachedTest {
  private static final Message SYSTEM = system("You answer questions about geography briefly.");
  private static final String NOTE =
      "Here is a note of mine. The harbour of Genoa is large and old. I like the sea. ";

  @TempDir Path home;
  @TempDir Path elsewhere;

  private static Message since(Message message, int turn) {
    return new Message(
        message.role(),
        message.blocks(),
        new Visibility(OptionalInt.of(turn), List.of(), ClearAt.NEVER));
  }

  private static Message range(String text, int start, int end, int turn) {
    return Message.of(
        PartRole.USER,
        new Block.Text(
            text,
            new Visibility(
                OptionalInt.empty(), List.of(new DecachedRange(start, end, turn)), ClearAt.NEVER)));
  }

  @Test
  void whatIsDecachedGoesBeforeItsTurnAndOnce() {
    try (Hall hall = Hall.open(home)) {
      Message note = user(NOTE + "What is the capital of France?");
      Reply first = hall.answer(List.of(SYSTEM, note));
      Reply second =
          hall.answer(List.of(SYSTEM, since(note, 1), assistant(first), user("Of Italy?")));
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.forgotten())
          .singleElement()
          .satisfies(gone -> {
            assertThat(gone.by()).isEqualTo("client");
            assertThat(gone.since()).isEqualTo(1);
            assertThat(gone.tokens()).isGreaterThan(20);
          });
      assertThat(second.usage().decached()).isEqualTo(second.forgotten().getFirst().tokens());
      assertThat(read(second)).isLessThan(15);
      Reply third =
          hall.answer(
              List.of(
                  SYSTEM,
                  since(note, 1),
                  assistant(first),
                  user("Of Italy?"),
                  assistant(second),
                  user("Of Spain?")));
      assertThat(third.session()).isEqualTo(first.session());
      assertThat(third.forgotten()).isEmpty();
      assertThat(third.usage().decached()).isEqualTo(second.usage().decached());
    }
  }

  @Test
  void aTurnThatReadItFirstOrIsNotYetThereIsRefusedWithBothNumbers() {
    try (Hall hall = Hall.open(home)) {
      Message question = user("What is the capital of France?");
      Reply first = hall.answer(List.of(SYSTEM, question));
      for (int wrong : new int[] {0, 2}) {
        assertThatThrownBy(() ->
                hall.answer(
                    List.of(SYSTEM, since(question, wrong), assistant(first), user("Of Italy?"))))
            .isInstanceOf(HistoryException.Contradiction.class)
            .hasMessageContaining("turn " + wrong)
            .hasMessageContaining("from 1 to 1");
      }
      Reply second = hall.answer(List.of(SYSTEM, question, assistant(first), user("Of Italy?")));
      assertThat(second.session()).isEqualTo(first.session());
    }
  }

  @Test
  void aMessageThatIsClearedGoesWithTheNextOneOfTheUser() {
    try (Hall hall = Hall.open(home)) {
      Message hint =
          new Message(
              PartRole.SYSTEM,
              List.of(new Block.Text("Answer this one in capital letters only.")),
              new Visibility(OptionalInt.empty(), List.of(), ClearAt.NEXT_USER_MESSAGE));
      Message question = user("What is the capital of France?");
      Reply first = hall.answer(List.of(SYSTEM, question, hint));
      assertThat(first.forgotten()).isEmpty();
      Reply second =
          hall.answer(List.of(SYSTEM, question, hint, assistant(first), user("Of Italy?")));
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.forgotten()).hasSize(1);
      assertThat(second.forgotten().getFirst().reason()).contains("cleared");
      assertThat(read(second)).isLessThan(15);
    }
  }

  /** Six turns, each history as it was sent, with what it says is decached by then. */
  private List<List<Message>> live(Hall hall, List<Reply> replies) {
    String text = NOTE + "What is the capital of France?";
    List<List<Message>> sent = new ArrayList<>();
    List<Message> answers = new ArrayList<>();
    String[] questions = {"", "Of Italy?", "Of Spain?", "Of Peru?", "Of Chile?", "Of Kenya?"};
    for (int turn = 0; turn < 6; turn++) {
      List<Message> history = new ArrayList<>(List.of(SYSTEM));
      history.add(turn < 2 ? user(text) : range(text, 24, 64, 2));
      for (int t = 1; t <= turn; t++) {
        Message answer = answers.get(t - 1);
        history.add(t == 2 && turn >= 3 ? since(answer, 3) : answer);
        Message question = user(questions[t]);
        history.add(t == 3 && turn >= 5 ? since(question, 5) : question);
      }
      Reply reply = hall.answer(Request.of(Hall.OWNER, history, GenerationRequest.greedy(60)));
      replies.add(reply);
      answers.add(assistant(reply));
      sent.add(history);
    }
    return sent;
  }

  @Test
  void anAnnotatedHistorySentToAFreshServerGivesTheSameStateAndTokens() {
    List<Reply> replies = new ArrayList<>();
    List<Message> last;
    String digest;
    try (Hall hall = Hall.open(home)) {
      last = live(hall, replies).getLast();
      assertThat(replies.stream().map(Reply::session).distinct()).hasSize(1);
      assertThat(replies.stream().mapToInt(reply -> reply.forgotten().size()).sum()).isEqualTo(3);
      digest = hall.digest(replies.getLast());
    }
    try (Hall hall = Hall.open(elsewhere)) {
      Reply reply = hall.answer(Request.of(Hall.OWNER, last, GenerationRequest.greedy(60)));
      assertThat(reply.cache()).isEqualTo(Cache.COMPUTED);
      assertThat(reply.turn()).isEqualTo(5);
      assertThat(assistant(reply)).isEqualTo(assistant(replies.getLast()));
      assertThat(reply.state()).isEqualTo(replies.getLast().state());
      assertThat(hall.digest(reply)).isEqualTo(digest);
      assertThat(reply.usage().decached()).isEqualTo(replies.getLast().usage().decached());
      assertThat(hall.histories().replay(Hall.OWNER, reply.session(), OptionalInt.empty()).digest())
          .isEqualTo(digest);
    }
  }
}
