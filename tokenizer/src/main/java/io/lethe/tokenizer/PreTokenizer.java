package io.lethe.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ways to cut text into the stretches within which byte pairs are merged. Each is a scanner
 * that does what the model's regular expression does: java.util.regex recurses per character on
 * these and overflows its stack on a megabyte of one letter.
 */
enum PreTokenizer {
  GPT_2,
  SMOLLM,
  QWEN2,
  LLAMA_BPE;

  /** Takes the stretches in order. */
  interface Stretches {
    /** The next stretch is {@code [start, end)}. */
    void accept(int start, int end);
  }

  /** Cuts text. */
  interface Scanner {
    /** Hands {@code [start, end)} of the text on in stretches that leave nothing out. */
    void scan(String text, int start, int end, Stretches stretches);
  }

  /** The pre-tokeniser that GGUF files call {@code name}. */
  static PreTokenizer named(String name) {
    return Stream.of(values())
        .filter(pre -> pre.names().contains(name))
        .findFirst()
        .orElseThrow(() ->
            new UnsupportedVocabularyException(
                "pre-tokenizer",
                name,
                Arrays.stream(values()).flatMap(pre -> pre.names().stream()).toList()));
  }

  private List<String> names() {
    return switch (this) {
      case GPT_2 -> List.of("gpt-2", "default");
      case SMOLLM -> List.of("smollm");
      case QWEN2 -> List.of("qwen2", "deepseek-r1-qwen");
      case LLAMA_BPE -> List.of("llama-bpe", "llama3", "llama-v3");
    };
  }

  /** A new scanner; it has no state. */
  Scanner scanner() {
    return switch (this) {
      case GPT_2 -> new Gpt2Scanner();
      case SMOLLM -> new SingleDigits(new Gpt2Scanner());
      case QWEN2 -> new TiktokenScanner(1);
      case LLAMA_BPE -> new TiktokenScanner(3);
    };
  }

  /** Whether a stretch that is a token by itself becomes that token without merging. */
  boolean takesWholeStretches() {
    return this == LLAMA_BPE;
  }
}
