package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.model.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineupTest {
  private static final int CHUNK = 100;

  private final Engine engine = TinyModels.open("llama3");
  private final List<TokenSession> sessions = new ArrayList<>();
  private final Map<Wish, String> names = new LinkedHashMap<>();
  private final Lineup lineup = new Lineup(CHUNK);

  private Wish wish(String name, int tokens, Batch.Logits logits, Cancellation cancellation) {
    TokenSession session = engine.newSession();
    sessions.add(session);
    SessionRun run =
        new SessionRun.Reading(session.sequence(), new int[tokens], 0, tokens, logits, List.of());
    Wish wish = new Wish(List.of(run), (row, values, offset) -> {}, cancellation);
    names.put(wish, name);
    lineup.add(wish);
    return wish;
  }

  private Wish wish(String name, int tokens) {
    return wish(name, tokens, Batch.Logits.LAST, new Cancellation());
  }

  /** What the next batch holds, such as {@code a1 b60}, which counts as computed. */
  private String batch(int writers) {
    List<Piece> pieces = lineup.next(writers);
    pieces.forEach(lineup::served);
    return String.join(
        " ", pieces.stream().map(piece -> names.get(piece.wish()) + piece.tokens()).toList());
  }

  @AfterEach
  void close() {
    sessions.forEach(TokenSession::close);
    engine.close();
  }

  @Test
  void promptsTakeTurns() {
    wish("a", 250);
    wish("b", 250);
    wish("c", 120);
    assertThat(List.of(batch(0), batch(0), batch(0), batch(0), batch(0), batch(0), batch(0)))
        .containsExactly("a100", "b100", "c100", "a100", "b100", "c20 a50 b30", "b20");
    assertThat(lineup.isEmpty()).isTrue();
  }

  @Test
  void whoComesLateWaitsForOnePieceOfEachOther() {
    wish("a", 1000);
    wish("b", 1000);
    batch(0);
    wish("c", 30);
    assertThat(batch(0)).isEqualTo("b100");
    assertThat(batch(0)).isEqualTo("a100");
    assertThat(batch(0)).isEqualTo("c30 b70");
  }

  @Test
  void everyBatchHasAllStepsAndNoMoreThanAShareOfPrompts() {
    wish("a", 1000);
    for (int i = 0; i < 5; i++) {
      wish("b", 1);
      wish("c", Lineup.STEP);
      assertThat(batch(0)).isEqualTo("b1 c8 a" + Lineup.SHARE);
    }
  }

  @Test
  void aSessionThatWritesHoldsPromptsToTheShareBetweenItsStepsToo() {
    wish("a", 1000);
    assertThat(batch(0)).isEqualTo("a" + CHUNK);
    assertThat(batch(1)).isEqualTo("a" + Lineup.SHARE);
  }

  @Test
  void theEndOfAPromptIsNoStep() {
    wish("a", CHUNK + 3);
    wish("b", 1000);
    batch(0);
    batch(0);
    assertThat(batch(0)).isEqualTo("a3 b97");
  }

  @Test
  void oneBatchHasTheLogitsOfEveryTokenOfOnePromptAtMost() {
    wish("a", 20, Batch.Logits.ALL, new Cancellation());
    wish("b", 20, Batch.Logits.ALL, new Cancellation());
    wish("c", 20);
    assertThat(batch(0)).isEqualTo("a20 c20");
    assertThat(batch(0)).isEqualTo("b20");
  }

  @Test
  void whoIsCancelledLeaves() {
    Cancellation cancellation = new Cancellation();
    Wish cancelled = wish("a", 1000, Batch.Logits.LAST, cancellation);
    wish("b", 1000);
    batch(0);
    cancellation.cancel();
    assertThat(lineup.removeCancelled()).containsExactly(cancelled);
    assertThat(batch(0)).isEqualTo("b100");
    assertThat(batch(0)).isEqualTo("b100");
  }
}
