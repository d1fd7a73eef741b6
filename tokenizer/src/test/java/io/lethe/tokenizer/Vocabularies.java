package io.lethe.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Vocabularies made by hand, a few tokens each. */
final class Vocabularies {
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();

  /** All bytes as byte-level tokens 0 to 255. */
  static Vocabularies bytePairs() {
    Vocabularies made = new Vocabularies();
    IntStream.range(0, 256).forEach(b -> made.add(String.valueOf(ByteAlphabet.letter(b)), 1));
    return made;
  }

  /** All bytes as SentencePiece's tokens 0 to 255. */
  static Vocabularies sentencePieces() {
    Vocabularies made = new Vocabularies();
    IntStream.range(0, 256).forEach(b -> made.add("<0x%02X>".formatted(b), 6));
    return made;
  }

  Vocabularies add(String token, int type) {
    return add(token, type, -tokens.size());
  }

  Vocabularies add(String token, int type, float score) {
    tokens.add(token);
    types.add(type);
    scores.add(score);
    return this;
  }

  VocabularyBuilder as(String model) {
    float[] values = new float[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores.get(i);
    }
    return Vocabulary.builder(model)
        .tokens(tokens)
        .types(types.stream().mapToInt(Integer::intValue).toArray())
        .scores(values);
  }
}
