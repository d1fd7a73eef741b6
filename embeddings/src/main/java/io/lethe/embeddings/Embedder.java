package io.lethe.embeddings;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Embeds texts. Loads its model with the first one, in about a second. Safe for many threads. */
public final class Embedder {
  /** What clients call the model. */
  public static final String MODEL = "all-minilm-l6-v2";

  /** Numbers of a vector. */
  public static final int DIMENSIONS = 384;

  /**
   * Tokens of which the model makes one vector, the two around a text not counted. Its tokenizer
   * drops more than these and says nothing; so a longer text is cut, and its vector is the mean.
   */
  public static final int TOKENS_AT_ONCE = 126;

  /** A text of more chars is cut before it is tried: few of them fit. */
  private static final int SURELY_LONG = 700;

  private @Nullable EmbeddingModel model;

  public Embedder() {}

  /**
   * Vectors of length 1, in the order of the texts.
   *
   * @param tokens of all texts together
   */
  public record Embedded(List<float[]> vectors, int tokens) {
    public Embedded {
      vectors = List.copyOf(vectors);
    }
  }

  /** A piece of a text. */
  private record Piece(float[] vector, int tokens) {}

  /**
   * Embeds texts in the calling thread and those of ONNX Runtime.
   *
   * @param texts none of them blank
   */
  public Embedded embed(List<String> texts) {
    EmbeddingModel loaded = model();
    List<float[]> vectors = new ArrayList<>();
    int tokens = 0;
    for (String text : texts) {
      List<Piece> pieces = new ArrayList<>();
      embed(loaded, text, pieces);
      vectors.add(mean(pieces));
      tokens += pieces.stream().mapToInt(Piece::tokens).sum();
    }
    return new Embedded(vectors, tokens);
  }

  private static void embed(EmbeddingModel model, String text, List<Piece> pieces) {
    if (text.isBlank()) {
      return;
    }
    if (text.length() <= SURELY_LONG) {
      Response<List<Embedding>> response = model.embedAll(List.of(TextSegment.from(text)));
      @Nullable TokenUsage usage = response.tokenUsage();
      @Nullable Integer count = usage == null ? null : usage.inputTokenCount();
      int tokens = count == null ? 0 : count;
      if (tokens < TOKENS_AT_ONCE || text.length() == 1) {
        pieces.add(new Piece(response.content().getFirst().vector(), tokens));
        return;
      }
    }
    int cut = cut(text);
    embed(model, text.substring(0, cut), pieces);
    embed(model, text.substring(cut), pieces);
  }

  /** Near the middle, between words if there are any. */
  private static int cut(String text) {
    int middle = text.length() / 2;
    for (int away = 0; away < middle - 1; away++) {
      if (Character.isWhitespace(text.charAt(middle - away))) {
        return middle - away;
      }
      if (Character.isWhitespace(text.charAt(middle + away))) {
        return middle + away;
      }
    }
    return Character.isLowSurrogate(text.charAt(middle)) && middle > 1 ? middle - 1 : middle;
  }

  private static float[] mean(List<Piece> pieces) {
    if (pieces.size() == 1) {
      return pieces.getFirst().vector();
    }
    double[] sum = new double[DIMENSIONS];
    for (Piece piece : pieces) {
      for (int i = 0; i < DIMENSIONS; i++) {
        sum[i] += (double) piece.tokens() * piece.vector()[i];
      }
    }
    double squares = 0;
    for (double value : sum) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    float[] mean = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      mean[i] = (float) (sum[i] / length);
    }
    return mean;
  }

  private synchronized EmbeddingModel model() {
    EmbeddingModel known = model;
    if (known == null) {
      // The tokenizer's library would tell its makers of machines in their cloud, and may look for
      // files on the net; it reads these when it is loaded.
      setUnlessSet("OPT_OUT_TRACKING");
      setUnlessSet("ai.djl.offline");
      known = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
      model = known;
    }
    return known;
  }

  private static void setUnlessSet(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }
}
