package io.lethe.tokenizer;

/** A vocabulary cannot be used. The message says what was found and what was wanted. */
public abstract sealed class TokenizerException extends RuntimeException
    permits MalformedVocabularyException, UnsupportedVocabularyException {
  TokenizerException(String message) {
    super(message);
  }
}
