package io.lethe.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden files: small vocabularies, texts, and the ids other programs give them. */
record Golden(JsonNode root) {
  static final List<String> PRE_TOKENIZERS = List.of("gpt-2", "smollm", "qwen2", "llama-bpe");
  static final List<String> SENTENCE_PIECES = List.of("prefixed", "bare");

  static Golden read(String resource) {
    try (InputStream file = Objects.requireNonNull(Golden.class.getResourceAsStream(resource));
        InputStream json = new GZIPInputStream(file)) {
      return new Golden(JsonMapper.shared().readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Golden bytePairs() {
    return read("byte-pairs.json.gz");
  }

  static Golden sentencePieces(String name) {
    return new Golden(read("sentence-pieces.json.gz").root.path(name));
  }

  /** All vocabularies of the golden files, with a name for messages. */
  static List<Named> tokenizers() {
    List<Named> all = new ArrayList<>();
    PRE_TOKENIZERS.forEach(pre -> all.add(new Named(pre, bytePairs().withPre(pre))));
    SENTENCE_PIECES.forEach(name -> all.add(new Named(name, sentencePieces(name).pieces(name))));
    return all;
  }

  record Named(String name, Tokenizer tokenizer) {
    @Override
    public String toString() {
      return name;
    }
  }

  Tokenizer withPre(String pre) {
    return Tokenizer.of(
        Vocabulary.builder("gpt2")
            .pre(pre)
            .tokens(strings(root.path("tokens")))
            .types(ints(root.path("types")))
            .merges(strings(root.path("merges")))
            .build());
  }

  Tokenizer pieces(String name) {
    JsonNode scores = root.path("scores");
    float[] values = new float[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores.get(i).floatValue();
    }
    VocabularyBuilder builder =
        Vocabulary.builder("llama")
            .tokens(strings(root.path("tokens")))
            .types(ints(root.path("types")))
            .scores(values)
            .unknown(0)
            .bos(1)
            .eos(2);
    return Tokenizer.of(
        (name.equals("bare") ? builder.without(Addition.SPACE_PREFIX) : builder).build());
  }

  List<String> texts() {
    return strings(root.path("texts"));
  }

  int[] ids(int text, String... path) {
    JsonNode node = root.path("ids");
    for (String name : path) {
      node = node.path(name);
    }
    return ints(node.get(text));
  }

  private static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::stringValue).toList();
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
  }
}
