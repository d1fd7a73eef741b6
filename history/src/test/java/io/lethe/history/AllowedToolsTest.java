package io.lethe.history;

import static io.lethe.history.Hall.assistant;
import static io.lethe.history.Hall.read;
import static io.lethe.history.Hall.user;
import static io.lethe.history.Hall.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.GenerationRequest;
import io.lethe.grammar.GrammarSource;
import io.lethe.grammar.GrammarSource.Choice;
import io.lethe.grammar.ToolSchema;
import io.lethe.history.ToolChoice.Allowed;
import io.lethe.history.ToolChoice.Allowed.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some of the tools that a model is told of may be called, now these, now those. */
class AllowedToolsTest {
  private static final List<Tool> TOOLS =
      List.of(tool("weather"), tool("population"), tool("timetable"));
  private static final List<Message> ASKED =
      List.of(user("What is the weather in Rome? Use a tool."));

  @TempDir Path home;

  private static Tool tool(String name) {
    return new Tool(
        name,
        "Tells the " + name + " of a city.",
        "{\"type\":\"object\",\"properties\":{\"city\":{\"enum\":[\"Rome\",\"Paris\"]}},\"required\":[\"city\"],\"additionalProperties\":false}");
  }

  private static Request request(List<Message> history, ToolChoice choice) {
    return new Request(
        Hall.OWNER,
        history,
        TOOLS,
        choice,
        Request.ParallelCalls.ONE,
        new AnswerFormat.Text(),
        GenerationRequest.greedy(40),
        1,
        List.of(),
        Wishes.NONE);
  }

  @Test
  void oneOfThoseRequiredIsCalledAndTheSessionStaysWarm() {
    try (Hall hall = Hall.open(home)) {
      List<Message> history = ASKED;
      Reply first = hall.answer(request(history, new ToolChoice.Auto()));
      for (String name : List.of("population", "timetable")) {
        history = with(history, assistant(first), user("And now?"));
        Reply reply = hall.answer(request(history, new Allowed(Set.of(name), Mode.REQUIRED)));
        assertThat(reply.miss()).isEmpty();
        assertThat(read(reply)).isLessThan(20);
        assertThat(reply.choices().getFirst().blocks())
            .singleElement()
            .isInstanceOfSatisfying(
                Block.ToolUse.class, call -> assertThat(call.name()).isEqualTo(name));
        first = reply;
      }
    }
  }

  @Test
  void ofThoseThatMayBeCalledOnlyTheAllowedAreInTheGrammar() {
    try (Hall hall = Hall.open(home)) {
      Allowed choice = new Allowed(Set.of("weather", "timetable"), Mode.AUTO);
      assertThat(grammar(hall, choice).orElseThrow())
          .isInstanceOfSatisfying(
              GrammarSource.ToolCalls.class,
              calls -> {
                assertThat(calls.choice()).isEqualTo(Choice.AUTO);
                assertThat(calls.tools())
                    .extracting(ToolSchema::name)
                    .containsExactly("weather", "timetable");
              });
      assertThat(grammar(hall, new Allowed(Set.of(), Mode.AUTO))).isEmpty();
    }
  }

  private static Optional<GrammarSource> grammar(Hall hall, ToolChoice choice) {
    return AnswerGrammar.generation(
            request(ASKED, choice), hall.histories().toolFormat(), hall.engine())
        .grammar();
  }
}
