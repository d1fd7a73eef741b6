package io.lethe.tokenizer;

/**
 * A vocabulary contradicts itself: lengths that differ, ids outside it, merges of absent tokens.
 */
public final class MalformedVocabularyException extends TokenizerException {
  MalformedVocabularyException(String found, String wanted) {
    super("vocabulary: found " + found + ", wanted " + wanted);
  }
}
