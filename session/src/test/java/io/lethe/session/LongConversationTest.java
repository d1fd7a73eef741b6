package io.lethe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.EngineOptions;
import io.lethe.trace.TraceEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thirty turns with twelve deletions, over restarts, replayed in other machines' ways. */
class LongConversationTest {
  @TempDir private Path home = Path.of("");

  /**
   * Qwen 2, Llama 3 with RoPE scaling and a BOS, Gemma 3 with windows, Qwen 3 whose template drops
   * thoughts.
   */
  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3", "gemma3", "qwen3"})
  void aTinyModelsReplayIsTheSameToTheBit(String model) {
    EngineOptions options = House.tiny(model);
    replaysToTheBit(
        options.withThreads(2),
        List.of(
            options.withSlots(64),
            options.withThreads(2).withChunk(7),
            options.withThreads(2).withSlots(96).withChunk(64)));
  }

  @Test
  void aRealModelsReplayIsTheSameToTheBit() {
    EngineOptions options =
        EngineOptions.of(RealModels.SMOLLM2.path()).withColumns(2048).withThreads(2);
    replaysToTheBit(options, List.of(options.withSlots(64).withChunk(100)));
  }

  private void replaysToTheBit(EngineOptions options, List<EngineOptions> others) {
    String digest = "";
    for (int from = 0; from < Story.TURNS; from += 10) {
      try (House house = House.open(home, options);
          Session session = from == 0 ? house.plain("long") : house.sessions().open("long")) {
        assertThat(session.turn()).isEqualTo(from);
        Story.tell(session, from, from + 10);
        digest = session.digest();
        house.checkIntegrity(session);
      }
    }
    for (EngineOptions other : others) {
      try (House house = House.open(home, other)) {
        Replay.Report report =
            house.sessions().replay("long", Replay.Deletions.AS_RECORDED, OptionalInt.empty());
        assertThat(report.divergence()).as("%s", other).isEmpty();
        assertThat(report.digest()).as("%s", other).isEqualTo(digest);
        assertThat(report.turns()).isEqualTo(Story.TURNS);
        assertThat(report.checked()).isEqualTo(written(house.sessions()));
        assertThat(report.statesCompared()).isEqualTo(1);
        house.checkIntegrity();
      }
    }
  }

  private static int written(Sessions sessions) {
    return sessions.trace("long").events().stream()
        .mapToInt(event ->
            event instanceof TraceEvent.Generated generated ? generated.tokens().size() : 0)
        .sum();
  }
}
