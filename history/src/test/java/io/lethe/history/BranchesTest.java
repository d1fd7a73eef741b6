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
import io.lethe.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a client goes another way than before, or names its session. */
class BranchesTest {
  private static final Message SYSTEM =
      system("You are a careful assistant who answers questions about geography in one sentence.");

  @TempDir Path home;

  /** A conversation of some turns, the last message an answer. */
  private static List<Message> hold(Hall hall, String... lands) {
    List<Message> history = new ArrayList<>(List.of(SYSTEM));
    for (String land : lands) {
      history.add(user("What is the capital of " + land + "?"));
      history.add(assistant(hall.answer(history)));
    }
    return history;
  }

  @Test
  void anAnswerThatIsAskedForAgainComesFromACopyThatSharesWhatCameBefore() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = hold(hall, "France", "Italy", "Spain");
      String original = hall.answer(with(history, user("Of Peru?"))).session();
      Reply again = hall.answer(history.subList(0, history.size() - 1));
      assertThat(again.session()).isNotEqualTo(original);
      assertThat(again.turn()).isEqualTo(2);
      assertThat(assistant(again)).isEqualTo(history.getLast());
      assertThat(read(again)).isLessThan(20);
      assertThat(again.miss().orElseThrow().cause()).isEqualTo(Miss.Cause.MESSAGES_CHANGED);
      assertThat(again.miss().orElseThrow().tokens()).isEqualTo(read(again)).isPositive();
      Reply goingOn = hall.answer(with(history, user("Of Chile?")));
      assertThat(read(goingOn)).isLessThan(20);
      assertThat(hall.histories().sessions(Hall.OWNER)).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void anOldMessageThatWasEditedMakesACopyFromThereOn() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = hold(hall, "France", "Italy", "Spain");
      List<Message> edited = new ArrayList<>(history);
      edited.set(3, user("Which river flows through Rome?"));
      Reply reply = hall.answer(with(edited, user("Of Peru?")));
      assertThat(reply.miss().orElseThrow().cause()).isEqualTo(Miss.Cause.MESSAGES_CHANGED);
      assertThat(reply.turn()).isEqualTo(3);
      assertThat(reply.usage().cached()).isGreaterThan(30);
      assertThat(read(reply)).isBetween(40, 90);
      int river = hall.engine().tokenizer().encode("Which river flows through Rome?").length;
      int asked = hall.engine().tokenizer().encode("Of Peru?").length;
      assertThat(reply.miss().orElseThrow().tokens())
          .isBetween(read(reply) - river - asked - 15, read(reply) - river - asked);
    }
  }

  @Test
  void otherRulesOrToolsBeginAnotherSessionAndSaySo() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = hold(hall, "France", "Italy");
      List<Message> other = new ArrayList<>(history);
      other.set(0, system("You are a pirate, and answer like one."));
      other.add(user("Of Peru?"));
      Reply reply = hall.answer(other);
      assertThat(reply.cache()).isEqualTo(Cache.COMPUTED);
      assertThat(reply.miss().orElseThrow().cause()).isEqualTo(Miss.Cause.SYSTEM_CHANGED);
      assertThat(reply.turn()).isEqualTo(2);
      assertThat(reply.miss().orElseThrow().tokens()).isBetween(20, read(reply) - 10);
      Request plain =
          Request.of(Hall.OWNER, with(history, user("Of Peru?")), GenerationRequest.greedy(4));
      Request tooled =
          new Request(
              plain.owner(),
              plain.messages(),
              List.of(new Tool("look_up", "Looks something up.", "{\"type\": \"object\"}")),
              plain.toolChoice(),
              plain.calls(),
              plain.format(),
              plain.generation(),
              1,
              List.of(),
              Wishes.NONE);
      Reply told = hall.answer(tooled);
      assertThat(told.miss().orElseThrow().cause()).isEqualTo(Miss.Cause.TOOLS_CHANGED);
      assertThat(told.miss().orElseThrow().tokens()).isBetween(20, read(told) - 100);
      assertThat(hall.answer(List.of(user("Something else entirely"))).miss()).isEmpty();
      assertThat(
              hall.answer(List.of(user("Eh?"), assistant("What?"), user("Nothing.")))
                  .miss()
                  .orElseThrow()
                  .cause())
          .isEqualTo(Miss.Cause.NOTHING_ALIKE);
    }
  }

  @Test
  void severalChoicesReadTheQuestionOnceAndEachGoesOnByItself() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = List.of(SYSTEM, user("Name a city in Italy."));
      Request one =
          Request.of(
              Hall.OWNER, history, GenerationRequest.of(8, SamplingOptions.DEFAULT.withSeed(5)));
      Request three =
          new Request(
              one.owner(),
              one.messages(),
              one.tools(),
              one.toolChoice(),
              one.calls(),
              one.format(),
              one.generation(),
              3,
              one.edits(),
              one.wishes());
      Reply reply = hall.answer(three);
      assertThat(reply.choices()).hasSize(3);
      assertThat(reply.choices().stream().distinct().count()).isGreaterThan(1);
      for (int i = 0; i < 3; i++) {
        Message said =
            Message.of(
                io.lethe.trace.PartRole.ASSISTANT,
                reply.choices().get(i).blocks().toArray(Block[]::new));
        Reply next = hall.answer(with(history, said, user("Another one, number " + i + ".")));
        assertThat(read(next)).as("choice %d", i).isLessThan(20);
        assertThat(hall.histories().replay(Hall.OWNER, next.session(), OptionalInt.empty()))
            .satisfies(report -> assertThat(report.divergence()).isEmpty());
      }
    }
  }

  @Test
  void nobodyFindsOrReachesTheSessionsOfAnother() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = hold(hall, "France", "Italy");
      Owner other = new Owner("other");
      Reply reply =
          hall.answer(
              Request.of(other, with(history, user("Of Peru?")), GenerationRequest.greedy(4)));
      assertThat(reply.cache()).isEqualTo(Cache.COMPUTED);
      assertThat(hall.histories().sessions(other)).hasSize(1);
      String name = hall.histories().sessions(Hall.OWNER).getFirst().name();
      assertThatThrownBy(() -> hall.histories().session(other, name, Session::digest))
          .isInstanceOf(HistoryException.NoSession.class);
      assertThatThrownBy(() -> hall.histories().delete(other, name))
          .isInstanceOf(HistoryException.NoSession.class);
      hall.histories().delete(Hall.OWNER, name);
      assertThat(hall.histories().sessions(Hall.OWNER)).isEmpty();
    }
  }

  private static Request named(List<Message> history, String session) {
    Request plain = Request.of(Hall.OWNER, history, GenerationRequest.greedy(4));
    return new Request(
        plain.owner(),
        history,
        plain.tools(),
        plain.toolChoice(),
        plain.calls(),
        plain.format(),
        plain.generation(),
        1,
        List.of(),
        new Wishes(
            Optional.of(session),
            Optional.empty(),
            OptionalLong.empty(),
            io.lethe.trace.TraceEvent.Deleted.Kind.FORGET,
            OptionalDouble.empty(),
            Wishes.Positions.KEEP));
  }

  @Test
  void aSessionThatIsNamedHasToFitWhatIsSent() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = hold(hall, "France", "Italy");
      String name = hall.histories().sessions(Hall.OWNER).getFirst().name();
      Reply reply = hall.answer(named(with(history, user("Of Peru?")), name));
      assertThat(reply.session()).isEqualTo(name);
      assertThatThrownBy(() -> hall.answer(named(List.of(user("Hello")), name)))
          .isInstanceOf(HistoryException.Contradiction.class)
          .hasMessageContaining(name);
      assertThatThrownBy(() -> hall.answer(named(history, "nowhere")))
          .isInstanceOf(HistoryException.class);
    }
  }

  @Test
  void theSameHistorySentTwiceAtOnceIsAnsweredTwice() throws Exception {
    try (Hall hall = Hall.open(home);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Message> history = with(hold(hall, "France", "Italy"), user("Of Peru?"));
      Callable<Reply> asking = () -> hall.answer(history);
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        replies.add(threads.submit(asking));
      }
      List<String> names = new ArrayList<>();
      for (Future<Reply> reply : replies) {
        names.add(reply.get().session());
        assertThat(assistant(reply.get())).isEqualTo(assistant(replies.getFirst().get()));
      }
      assertThat(names).doesNotHaveDuplicates();
    }
  }
}
