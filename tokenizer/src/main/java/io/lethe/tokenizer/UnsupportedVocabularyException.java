package io.lethe.tokenizer;

import java.util.List;

/** A vocabulary asks for a model or a pre-tokeniser that is not here. */
public final class UnsupportedVocabularyException extends TokenizerException {
  UnsupportedVocabularyException(String what, String found, List<String> known) {
    super(
        "vocabulary: unknown " + what + " '" + found + "', known are " + String.join(", ", known));
  }
}
