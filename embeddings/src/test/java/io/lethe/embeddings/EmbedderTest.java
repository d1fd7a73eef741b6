package io.lethe.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmbedderTest {
  private static final Embedder EMBEDDER = new Embedder();

  @Test
  void textsAboutTheSameAreCloser() {
    List<float[]> vectors =
        EMBEDDER
            .embed(
                List.of(
                    "The cat sleeps on the sofa.",
                    "A kitten is napping on the couch.",
                    "Interest rates rose by a quarter of a per cent."))
            .vectors();

    assertThat(dot(vectors.get(0), vectors.get(1)))
        .isGreaterThan(dot(vectors.get(0), vectors.get(2)) + 0.3);
  }

  @Test
  void vectorsHaveLengthOneAndDependOnNoOther() {
    Embedder.Embedded alone = EMBEDDER.embed(List.of("Lethe is a river."));
    Embedder.Embedded beside = EMBEDDER.embed(List.of("Something else.", "Lethe is a river."));

    assertThat(alone.vectors().getFirst()).hasSize(Embedder.DIMENSIONS);
    assertThat(dot(alone.vectors().getFirst(), alone.vectors().getFirst()))
        .isCloseTo(1, within(1e-5));
    assertThat(beside.vectors().get(1)).isEqualTo(alone.vectors().getFirst());
    assertThat(alone.tokens()).isBetween(5, 9);
  }

  @Test
  void theEndOfALongTextCounts() {
    String river = "The river flows to the sea. ".repeat(60);
    String cats = "The cat sleeps on the sofa. ".repeat(60);
    Embedder.Embedded embedded =
        EMBEDDER.embed(List.of(river, river + cats, "The cat sleeps on the sofa."));

    List<float[]> vectors = embedded.vectors();
    assertThat(dot(vectors.get(1), vectors.get(1))).isCloseTo(1, within(1e-5));
    assertThat(dot(vectors.get(1), vectors.get(2)))
        .isGreaterThan(dot(vectors.get(0), vectors.get(2)) + 0.3);
    assertThat(embedded.tokens()).isGreaterThan(3 * 60 * 6);
  }

  @Test
  void aTextWithoutSpacesIsEmbeddedToo() {
    assertThat(EMBEDDER.embed(List.of("\uD83D\uDE00".repeat(800))).vectors()).hasSize(1);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
