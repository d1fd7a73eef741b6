package io.lethe.server.openai;

import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** A served model without weights: a token for each byte, and one that ends a turn. */
final class TinyModel {
  /** The token that ends a turn. */
  static final int END = 256;

  static final ServedModel MODEL = new ServedModel("tiny", "fp_tiny", tokenizer(), 1000);

  private TinyModel() {}

  private static Tokenizer tokenizer() {
    List<String> tokens = new ArrayList<>();
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printed =
          value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
      tokens.add(Character.toString(printed ? value : next++));
    }
    tokens.add("<|im_end|>");
    return Tokenizer.of(
        Vocabulary.builder("gpt2").tokens(tokens).merges(List.of()).eos(END).build());
  }
}
