package io.lethe.history;

import static io.lethe.history.Hall.assistant;
import static io.lethe.history.Hall.read;
import static io.lethe.history.Hall.system;
import static io.lethe.history.Hall.user;
import static io.lethe.history.Hall.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.engine.GenerationRequest;
import io.lethe.engine.SamplingOptions;
import io.lethe.trace.PartRole;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers whose beginning the client has written. */
class BegunAnswersTest {
  private static final List<Message> ASKED =
      List.of(
          system("You are a careful assistant who answers in one sentence."),
          user("What is the capital of France?"));

  @TempDir Path home;

  private static String text(Reply reply) {
    return ((Block.Text) reply.choices().getFirst().blocks().getFirst()).text();
  }

  private static Request request(List<Message> history, ToolChoice choice, AnswerFormat format) {
    return new Request(
        Hall.OWNER,
        history,
        List.of(new Tool("look_up", "Looks something up.", "{\"type\": \"object\"}")),
        choice,
        Request.ParallelCalls.ALLOWED,
        format,
        GenerationRequest.greedy(12),
        1,
        List.of(),
        Wishes.NONE);
  }

  @Test
  void theModelGoesOnAndTheJoinedMessageIsFoundAgain() {
    try (Hall hall = Hall.open(home)) {
      Reply whole = hall.answer(Request.of(Hall.OWNER, ASKED, GenerationRequest.greedy(16)));
      assertThat(text(whole)).startsWith("The capital of France is");
      String begun = "The capital of France";
      Reply reply =
          hall.answer(
              Request.of(Hall.OWNER, with(ASKED, assistant(begun)), GenerationRequest.greedy(16)));
      assertThat(begun + text(reply)).isEqualTo(text(whole));
      assertThat(reply.miss()).isEmpty();
      List<Message> later = with(ASKED, assistant(begun + text(reply)), user("And that of Italy?"));
      Reply next = hall.answer(later);
      assertThat(next.miss()).isEmpty();
      assertThat(read(next)).isLessThan(20);
      for (String session : List.of(reply.session(), next.session())) {
        assertThat(hall.histories().replay(Hall.OWNER, session, OptionalInt.empty()).divergence())
            .isEmpty();
      }
    }
  }

  @Test
  void beginningAndContinuationAsTwoBlocksAreTheSameMessage() {
    try (Hall hall = Hall.open(home)) {
      Reply reply = hall.answer(with(ASKED, assistant("It is")));
      Message said =
          Message.of(PartRole.ASSISTANT, new Block.Text("It is"), new Block.Text(text(reply)));
      Reply next = hall.answer(with(ASKED, said, user("And that of Italy?")));
      assertThat(next.session()).isEqualTo(reply.session());
      assertThat(read(next)).isLessThan(20);
    }
  }

  @Test
  void asTwoMessagesTheContinuationGoesFromTheFirstAndIsReadAsTheSecond() {
    try (Hall hall = Hall.open(home)) {
      Reply begun = hall.answer(with(ASKED, assistant("It is")));
      Reply next =
          hall.answer(
              with(ASKED, assistant("It is"), assistant(text(begun)), user("And that of Italy?")));
      assertThat(next.session()).isEqualTo(begun.session());
      assertThat(next.forgotten())
          .singleElement()
          .satisfies(gone -> assertThat(gone.tokens()).isEqualTo(begun.usage().completion()));
      assertThat(hall.histories().replay(Hall.OWNER, next.session(), OptionalInt.empty()))
          .satisfies(report -> assertThat(report.divergence()).isEmpty());
    }
  }

  @Test
  void aBegunAnswerThatIsForgottenGoesWithItsBeginning() {
    try (Hall hall = Hall.open(home)) {
      Reply reply =
          hall.answer(
              Request.of(
                  Hall.OWNER,
                  with(ASKED, assistant("My secret word is")),
                  GenerationRequest.of(8, SamplingOptions.DEFAULT.withSeed(4))));
      hall.histories()
          .session(
              Hall.OWNER,
              reply.session(),
              session -> {
                int answer = session.parts().size() - 1;
                assertThat(session.part(answer).text())
                    .isEqualTo("My secret word is" + text(reply));
                int before = session.columns();
                session.forget(List.of(answer), "old", "user");
                assertThat(before - session.columns())
                    .isGreaterThanOrEqualTo(reply.usage().completion() + 3);
                return answer;
              });
      assertThat(
              hall.histories()
                  .replay(Hall.OWNER, reply.session(), OptionalInt.empty())
                  .divergence())
          .isEmpty();
    }
  }

  @Test
  void aLaterAnswerIsBegunInTheSameSession() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = with(ASKED, assistant(hall.answer(ASKED)), user("And of Italy?"));
      Reply reply = hall.answer(with(history, assistant("Italy's capital is")));
      assertThat(reply.turn()).isEqualTo(1);
      assertThat(reply.miss()).isEmpty();
      assertThat(text(reply)).startsWith(" ");
      assertThat(read(reply)).isLessThan(25);
    }
  }

  @Test
  void whatCannotBeGoneOnWithIsRefused() {
    try (Hall hall = Hall.open(home)) {
      List<Message> begun = with(ASKED, assistant("{\"city\":"));
      assertThatThrownBy(() ->
              hall.answer(request(begun, new ToolChoice.Auto(), new AnswerFormat.JsonObject())))
          .isInstanceOf(HistoryException.Unsupported.class)
          .hasMessageContaining("JSON");
      assertThatThrownBy(
              () -> hall.answer(request(begun, new ToolChoice.Required(), new AnswerFormat.Text())))
          .isInstanceOf(HistoryException.Unsupported.class)
          .hasMessageContaining("call");
      Message thought = Message.of(PartRole.ASSISTANT, new Block.Thought("hm"));
      assertThatThrownBy(() -> hall.answer(with(ASKED, thought)))
          .isInstanceOf(HistoryException.Unsupported.class);
      assertThatThrownBy(() -> hall.answer(List.of(assistant("Hello"))))
          .isInstanceOf(HistoryException.Contradiction.class);
      assertThat(hall.answer(request(begun, new ToolChoice.Auto(), new AnswerFormat.Text())).turn())
          .isZero();
    }
  }
}
