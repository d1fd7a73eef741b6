package io.lethe.model;

import io.lethe.gguf.GgufFile;
import io.lethe.gguf.Metadata;
import java.util.List;

/** Reads the numbers that all families name alike, under the prefix of their architecture. */
final class Configs {
  private Configs() {}

  /**
   * The numbers of a file.
   *
   * @throws ModelException.Malformed if they contradict each other, or ask for what is not built
   */
  static ModelConfig of(GgufFile file, String architecture) {
    Metadata metadata = file.metadata();
    String p = architecture + ".";
    int hidden = integer(metadata, p + "embedding_length");
    int heads = integer(metadata, p + "attention.head_count");
    long headDim =
        metadata
            .findInteger(p + "attention.key_length")
            .orElseGet(() ->
                metadata
                    .findInteger(p + "rope.dimension_count")
                    .orElse(hidden / Math.max(1, heads)));
    for (String same : List.of("attention.value_length", "rope.dimension_count")) {
      long width = metadata.findInteger(p + same).orElse(headDim);
      if (width != headDim) {
        throw new ModelException.Malformed(
            "found " + p + same + " " + width + ", wanted the width of a key, " + headDim);
      }
    }
    return new ModelConfig(
        architecture,
        integer(metadata, p + "block_count"),
        hidden,
        integer(metadata, p + "feed_forward_length"),
        heads,
        Math.clamp(metadata.findInteger(p + "attention.head_count_kv").orElse(heads), 0, 1 << 20),
        Math.clamp(headDim, 0, 1 << 20),
        Weights.vocabulary(file),
        integer(metadata, p + "context_length"),
        (float) metadata.real(p + "attention.layer_norm_rms_epsilon"),
        metadata.findReal(p + "rope.freq_base").orElse(10000.0));
  }

  /** By what positions are divided: 1 unless the file asks for linear scaling. */
  static double linearScaling(Metadata metadata, String architecture) {
    String type = metadata.findString(architecture + ".rope.scaling.type").orElse("none");
    return switch (type) {
      case "none" -> 1.0;
      case "linear" ->
          positive("RoPE scaling factor", metadata.real(architecture + ".rope.scaling.factor"));
      default ->
          throw new ModelException.Malformed(
              "found RoPE scaling '" + type + "', wanted none or linear");
    };
  }

  /** Refuses a number that would make angles infinite or none at all. */
  static double positive(String what, double found) {
    if (!(found > 0 && Double.isFinite(found))) {
      throw new ModelException.Malformed(
          "found a " + what + " of " + found + ", wanted a finite one above 0");
    }
    return found;
  }

  private static int integer(Metadata metadata, String key) {
    return Math.clamp(metadata.integer(key), 0, Integer.MAX_VALUE);
  }
}
