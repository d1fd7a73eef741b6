package io.lethe.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.GenerationRequest;
import io.lethe.history.Glance.Use;
import io.lethe.history.Listed.Presence;
import io.lethe.session.KvMap;
import io.lethe.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions as others see them while somebody uses them; with a tiny random model. */
class GlanceTest {
  private static final Path TINY =
      Path.of("../model/src/test/resources/io/lethe/model/tiny/llama3.gguf");

  @TempDir Path home;
  private Engine engine;
  private Sessions sessions;
  private Histories histories;

  @BeforeEach
  void open() {
    engine = Engine.open(EngineOptions.of(TINY).withThreads(1).withSlots(32));
    sessions = new Sessions(engine, "tiny", home, 1 << 20, Clock.systemUTC());
    histories = new Histories(sessions, 2);
  }

  @AfterEach
  void close() {
    histories.close();
    sessions.close();
    engine.close();
  }

  @Test
  void whoLooksWhileATurnIsWrittenSeesTheLastFinishedOneAtOnce() {
    List<Message> history = List.of(Hall.user("Hello there"));
    Reply first = answer(history, ReplyListener.SILENT);
    Glance before = histories.glance(Owner.LOCAL, first.session());
    assertThat(before.use()).isEqualTo(Use.FREE);

    List<Glance> during = new ArrayList<>();
    Reply second =
        answer(
            Hall.with(history, Hall.assistant(first), Hall.user("And now?")),
            new Looking(() -> during.add(elsewhere(() -> glance(first.session())))));

    assertThat(second.session()).isEqualTo(first.session());
    assertThat(during)
        .isNotEmpty()
        .allSatisfy(glance -> {
          assertThat(glance.use()).isEqualTo(Use.BUSY);
          assertThat(glance.trace().state()).isEqualTo(before.trace().state());
          assertThat(glance.view().parts()).isEqualTo(before.view().parts());
          assertThat(glance.view().turn()).isEqualTo(1);
          assertThat(glance.view().columns()).isEqualTo(before.view().columns());
          assertThat(columns(glance)).isEqualTo(columns(before));
        });
    Glance after = glance(first.session());
    assertThat(after.use()).isEqualTo(Use.FREE);
    assertThat(after.view().turn()).isEqualTo(2);
    assertThat(after.view().columns()).isEqualTo(columns(after));
  }

  private static int columns(Glance glance) {
    return glance.map().orElseThrow().blocks().stream()
        .mapToInt(block ->
            (int)
                block.columns().stream()
                    .filter(column -> column.state() == KvMap.State.LIVE)
                    .count())
        .sum();
  }

  @Test
  void aListSaysWhereASessionIsAndWhoUsesItAndWaitsForNobody() {
    List<Presence> during = new ArrayList<>();
    List<Message> history = List.of(Hall.user("Hello there"));
    Reply first = answer(history, ReplyListener.SILENT);
    assertThat(listed().presence()).isEqualTo(Presence.OPEN);
    answer(
        Hall.with(history, Hall.assistant(first), Hall.user("And now?")),
        new Looking(() -> during.add(elsewhere(() -> listed().presence()))));
    assertThat(during).isNotEmpty().containsOnly(Presence.BUSY);
    Gist gist = listed().gist().orElseThrow();
    Glance glance = glance(first.session());
    assertThat(gist)
        .isEqualTo(new Gist("Hello there", glance.view().columns(), glance.view().length()));

    close();
    open();
    assertThat(listed().presence()).isEqualTo(Presence.STORED);
    assertThat(listed().gist()).isEqualTo(Optional.of(gist));
  }

  @Test
  void aTitleIsOneShortLineOfWhatTheUserSaid() {
    answer(
        List.of(
            Hall.system("Be short."),
            Hall.user(" First\n\tline, <b>bold</b>" + " and \uD83D\uDE00".repeat(30))),
        ReplyListener.SILENT);
    String title = listed().gist().orElseThrow().title();
    assertThat(title).startsWith("First line, <b>bold</b> and \uD83D\uDE00 and ").endsWith("…");
    assertThat(title.codePointCount(0, title.length())).isLessThanOrEqualTo(81);
  }

  @Test
  void anothersSessionIsNotToBeSeen() {
    Reply reply = answer(List.of(Hall.user("Hello there")), ReplyListener.SILENT);
    assertThatThrownBy(() -> histories.glance(new Owner("bob"), reply.session()))
        .isInstanceOf(HistoryException.NoSession.class);
    assertThat(histories.sessions(new Owner("bob"))).isEmpty();
  }

  private Glance glance(String name) {
    return histories.glance(Owner.LOCAL, name);
  }

  private Listed listed() {
    return histories.sessions(Owner.LOCAL).getFirst();
  }

  private Reply answer(List<Message> history, ReplyListener listener) {
    return histories.answer(
        Request.of(Owner.LOCAL, history, GenerationRequest.greedy(8)),
        listener,
        new Cancellation());
  }

  /** What another thread finds, which must not wait for this one. */
  private static <T> T elsewhere(Supplier<T> look) {
    return CompletableFuture.supplyAsync(look)
        .orTimeout(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** Looks once the history is read, and again in the middle of the answer. */
  private record Looking(Runnable look) implements ReplyListener {
    @Override
    public void started(Start start) {
      look.run();
    }

    @Override
    public void more(int choice, String piece) {
      look.run();
    }
  }
}
