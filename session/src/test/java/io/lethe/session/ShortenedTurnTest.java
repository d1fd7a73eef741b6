package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lethe.engine.Cancellation;
import io.lethe.engine.EngineException;
import io.lethe.engine.Generation;
import io.lethe.engine.Generation.Finish;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.SamplingOptions;
import io.lethe.grammar.GrammarSource;
import io.lethe.tokenizer.Prompt;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers under a grammar that end where the room does. */
class ShortenedTurnTest {
  private static final GrammarSource SOURCE =
      GrammarSource.jsonSchema(
          """
          {"type":"object","properties":{"name":{"type":"string","minLength":60}},
           "required":["name"],"additionalProperties":false}\
          """);

  @TempDir private Path home = Path.of("");

  private static Generation say(Session session, String text, long seed) {
    return session
        .say(
            List.of(Piece.user(text)),
            GenerationRequest.of(4000, SamplingOptions.DEFAULT.withSeed(seed)).withGrammar(SOURCE),
            GenerationListener.SILENT,
            new Cancellation())
        .generation();
  }

  @Test
  void anAnswerThatWasClosedForWantOfRoomReplaysExactly() {
    try (House house = House.open(home, House.tiny("qwen2").withColumns(288))) {
      int shortened = 0;
      for (int seed = 0; seed < 6; seed++) {
        String name = "s" + seed;
        try (Session session = house.plain(name)) {
          Story.say(session, seed, Piece.user("Hello"));
          Generation answer = say(session, "Name it", seed);
          assertThat(answer.text()).matches("(?s)\\s*\\{\\s*\"name\"\\s*:\\s*\".*\"\\s*\\}\\s*");
          if (answer.shortening().isPresent()) {
            shortened++;
            assertThat(answer.finish()).isIn(Finish.CONTEXT_FULL, Finish.STOP_TOKEN);
          }
        }
        Replay.Report report =
            house.sessions().replay(name, Replay.Deletions.AS_RECORDED, OptionalInt.empty());
        assertThat(report.divergence()).as(name).isEmpty();
      }
      assertThat(shortened).isPositive();
    }
  }

  @Test
  void aTurnWithoutRoomForTheShortestAnswerIsRefusedBeforeItIsRead() {
    try (House house = House.open(home, House.tiny("qwen2").withColumns(128));
        Session session = house.plain("s")) {
      Reading reading =
          new Reading() {
            @Override
            public void begins(int seen, int unread) {
              throw new AssertionError("began to read " + unread);
            }
          };
      GenerationRequest request = GenerationRequest.greedy(200).withGrammar(SOURCE);
      assertThatExceptionOfType(EngineException.ContextFull.class)
          .isThrownBy(() ->
              session.say(
                  List.of(Piece.user("word ".repeat(8))),
                  Prompt.quoted(""),
                  List.of(new Voice("s", request, GenerationListener.SILENT)),
                  reading,
                  new Cancellation()));
      assertThat(session.length()).isZero();
      Story.say(session, 1, Piece.user("word ".repeat(8)));
      house.checkIntegrity(session);
    }
  }
}
