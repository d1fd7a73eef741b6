package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanTest {
  @Test
  void aSpanThatEndsBeforeItStartsIsNone() {
    assertThatThrownBy(() -> new Span(5, 4)).hasMessage("not a span: [5, 4)");
    assertThatThrownBy(() -> new Span(-1, 4)).hasMessage("not a span: [-1, 4)");
    assertThat(new Span(4, 4).contains(4)).isFalse();
  }

  @Test
  void spansThatOverlapOrTouchMerge() {
    assertThat(
            Span.merged(
                List.of(
                    new Span(9, 9),
                    new Span(7, 8),
                    new Span(0, 5),
                    new Span(1, 2),
                    new Span(5, 6))))
        .containsExactly(new Span(0, 6), new Span(7, 8));
  }

  @Test
  void mergingKeepsTheSetOfPositions() {
    long seed = 7;
    Random random = new Random(seed);
    for (int round = 0; round < 1000; round++) {
      List<Span> spans = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        int start = random.nextInt(30);
        spans.add(new Span(start, start + random.nextInt(8)));
      }
      List<Span> merged = Span.merged(spans);
      for (int p = 0; p < 40; p++) {
        int position = p;
        assertThat(merged.stream().filter(s -> s.contains(position)).count())
            .as("seed %d round %d position %d of %s", seed, round, p, spans)
            .isEqualTo(spans.stream().anyMatch(s -> s.contains(position)) ? 1 : 0);
      }
    }
  }
}
