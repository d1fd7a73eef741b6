package io.lethe.history;

import static io.lethe.history.Hall.assistant;
import static io.lethe.history.Hall.read;
import static io.lethe.history.Hall.system;
import static io.lethe.history.Hall.user;
import static io.lethe.history.Hall.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Cancellation;
import io.lethe.engine.GenerationRequest;
import io.lethe.trace.TraceEvent.Deleted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoriesTest {
  private static final Message SYSTEM =
      system("You are a helpful assistant who answers in one short sentence.");

  @TempDir Path home;

  @Test
  void aHistoryThatGoesOnFindsItsSessionWithoutNamingIt() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = List.of(SYSTEM, user("What is the capital of France?"));
      Reply first = hall.answer(history);
      assertThat(first.cache()).isEqualTo(Cache.COMPUTED);
      assertThat(first.miss()).isEmpty();

      history = with(history, assistant(first), user("And of Italy?"));
      Reply second = hall.answer(history);
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.cache()).isEqualTo(Cache.LIVE);
      assertThat(second.turn()).isEqualTo(1);
      assertThat(read(second)).isLessThan(15);
      assertThat(second.usage().cached()).isGreaterThan(25);
    }
  }

  @Test
  void aRestartShowsOnlyInWhereTheColumnsCameFrom() {
    List<Message> history = List.of(SYSTEM, user("What is the capital of France?"));
    Reply first;
    try (Hall hall = Hall.open(home)) {
      first = hall.answer(history);
    }
    try (Hall hall = Hall.open(home)) {
      Reply second = hall.answer(with(history, assistant(first), user("And of Italy?")));
      assertThat(second.session()).isEqualTo(first.session());
      assertThat(second.cache()).isEqualTo(Cache.RESTORED);
      assertThat(read(second)).isLessThan(15);
    }
  }

  @Test
  void aRequestMayHaveForgottenWhatIsAttendedLeast() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = List.of(SYSTEM, user("Bananas are yellow and grow in bunches."));
      Reply first = hall.answer(history);
      history = with(history, assistant(first), user("What is the capital of France?"));
      Reply second = hall.answer(history);
      history = with(history, assistant(second), user("And of Italy?"));
      Wishes wishes =
          new Wishes(
              Optional.empty(),
              Optional.of("least-attended"),
              OptionalLong.of(60),
              Deleted.Kind.FORGET,
              OptionalDouble.empty(),
              Wishes.Positions.KEEP);
      Reply third = hall.answer(asking(history, wishes));
      assertThat(third.session()).isEqualTo(second.session());
      assertThat(third.forgotten())
          .isNotEmpty()
          .allSatisfy(gone -> assertThat(gone.by()).isEqualTo("least-attended"));
      assertThat(read(third)).isLessThan(20);
    }
  }

  private static Request asking(List<Message> history, Wishes wishes) {
    Request plain = Request.of(Hall.OWNER, history, GenerationRequest.greedy(8));
    return new Request(
        plain.owner(),
        plain.messages(),
        plain.tools(),
        plain.toolChoice(),
        plain.calls(),
        plain.format(),
        plain.generation(),
        plain.choices(),
        plain.edits(),
        wishes);
  }

  @Test
  void blocksAreToldWhileTheyAreWritten() {
    try (Hall hall = Hall.open(home)) {
      StringBuilder told = new StringBuilder();
      Reply reply =
          hall.histories()
              .answer(
                  Request.of(Hall.OWNER, List.of(user("Hello")), GenerationRequest.greedy(8)),
                  new ReplyListener() {
                    @Override
                    public void started(Start start) {
                      told.append("start ").append(start.cached()).append(' ');
                    }

                    @Override
                    public void more(int choice, String piece) {
                      told.append(piece);
                    }
                  },
                  new Cancellation());
      Block.Text text = (Block.Text) reply.choices().getFirst().blocks().getFirst();
      assertThat(told.toString()).isEqualTo("start 0 " + text.text());
    }
  }
}
