package io.lethe.engine;

import io.lethe.gguf.GgufFile;
import io.lethe.gguf.Metadata;
import io.lethe.tokenizer.Addition;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.Vocabulary;
import io.lethe.tokenizer.VocabularyBuilder;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Reads the vocabulary of a GGUF file. What the file leaves out is left to the builder. */
public final class VocabularyReader {
  private static final String PREFIX = "tokenizer.ggml.";

  private final Metadata metadata;
  private final VocabularyBuilder builder;

  private VocabularyReader(Metadata metadata) {
    this.metadata = metadata;
    this.builder = Vocabulary.builder(metadata.string(PREFIX + "model"));
  }

  /**
   * The tokenizer of a file's model without the model; no weights are touched.
   *
   * @throws io.lethe.gguf.GgufException if the file is not well-formed or has no vocabulary
   * @throws io.lethe.tokenizer.TokenizerException if it makes no sense or is of another kind
   */
  public static Tokenizer tokenizer(Path file) {
    try (GgufFile open = GgufFile.open(file)) {
      return Tokenizer.of(read(open.metadata()));
    }
  }

  /**
   * Reads and checks the vocabulary.
   *
   * @throws io.lethe.gguf.GgufException if the file has none
   * @throws io.lethe.tokenizer.TokenizerException if it makes no sense or is of another kind
   */
  static Vocabulary read(Metadata metadata) {
    return new VocabularyReader(metadata).read();
  }

  private Vocabulary read() {
    builder.tokens(metadata.strings(PREFIX + "tokens"));
    metadata.findReals(PREFIX + "scores").ifPresent(stored -> builder.scores(floats(stored)));
    metadata.findIntegers(PREFIX + "token_type").ifPresent(stored -> builder.types(ints(stored)));
    metadata.findStrings(PREFIX + "merges").ifPresent(builder::merges);
    metadata.findString(PREFIX + "pre").ifPresent(builder::pre);
    id("bos_token_id", builder::bos);
    id("eos_token_id", builder::eos);
    id("eot_token_id", builder::endOfTurn);
    id("unknown_token_id", builder::unknown);
    addition("add_bos_token", Addition.BOS);
    addition("add_eos_token", Addition.EOS);
    addition("add_space_prefix", Addition.SPACE_PREFIX);
    return builder.build();
  }

  /** Ids outside of int are clamped; the builder refuses them with the others. */
  private void id(String key, IntConsumer take) {
    metadata
        .findInteger(PREFIX + key)
        .ifPresent(id -> take.accept(Math.clamp(id, Integer.MIN_VALUE, Integer.MAX_VALUE)));
  }

  private void addition(String key, Addition addition) {
    metadata
        .findBool(PREFIX + key)
        .ifPresent(asked -> {
          if (asked) {
            builder.with(addition);
          } else {
            builder.without(addition);
          }
        });
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static int[] ints(long[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      ints[i] = Math.clamp(values[i], Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return ints;
  }
}
