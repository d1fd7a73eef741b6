package io.lethe.model;

/**
 * The numbers of a model.
 *
 * @param architecture GGUF's name of the family, such as {@code llama}
 * @param layers transformer blocks
 * @param hidden width of the residual stream
 * @param feedForward width between the two products of a feed-forward block
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of a head; even
 * @param vocabulary token ids
 * @param contextLength positions the model was trained for
 * @param normEpsilon added to the mean square before the root
 * @param ropeBase base of the rotary frequencies
 */
public record ModelConfig(
    String architecture,
    int layers,
    int hidden,
    int feedForward,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    int contextLength,
    float normEpsilon,
    double ropeBase) {
  /** The most of anything a model may claim; above it a file is lying. */
  private static final int LIMIT = 1 << 24;

  public ModelConfig {
    require("layers", layers, 1024);
    require("hidden width", hidden, LIMIT);
    require("feed-forward width", feedForward, LIMIT);
    require("heads", heads, 4096);
    require("KV heads", kvHeads, 4096);
    require("head width", headDim, 65536);
    require("vocabulary", vocabulary, LIMIT);
    require("context length", contextLength, Integer.MAX_VALUE);
    if (heads % kvHeads != 0) {
      throw new ModelException.Malformed(
          "found " + heads + " heads over " + kvHeads + " KV heads, wanted a multiple");
    }
    if (headDim % 2 != 0) {
      throw new ModelException.Malformed(
          "found heads of width " + headDim + ", wanted an even one: elements turn in pairs");
    }
    if (!(normEpsilon >= 0 && normEpsilon < 1)) {
      throw new ModelException.Malformed(
          "found a norm epsilon of " + normEpsilon + ", wanted 0 to 1");
    }
    if (!(ropeBase > 0 && Double.isFinite(ropeBase))) {
      throw new ModelException.Malformed(
          "found a RoPE base of " + ropeBase + ", wanted a finite one above 0");
    }
  }

  private static void require(String what, int found, int limit) {
    if (found < 1 || found > limit) {
      throw new ModelException.Malformed(
          "found " + found + " for " + what + ", wanted 1 to " + limit);
    }
  }

  /** Query heads that share a KV head. */
  public int groupHeads() {
    return heads / kvHeads;
  }
}
