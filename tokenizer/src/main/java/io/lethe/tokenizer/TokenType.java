package io.lethe.tokenizer;

/** What a vocabulary says a token is; the order is that of GGUF's numbers, from 1. */
public enum TokenType {
  /** A piece of text. */
  NORMAL,
  /** Stands for what the vocabulary cannot write. */
  UNKNOWN,
  /** Carries structure, such as the start of a turn; it has no text. */
  CONTROL,
  /** Added by whoever made the model: taken whole wherever it stands, or a marker. */
  USER_DEFINED,
  /** A number without a meaning. */
  UNUSED,
  /** One byte, written {@code <0x0A>}. */
  BYTE;

  private static final TokenType[] BY_NUMBER = values();

  /** The type with GGUF's number; 0, "undefined", is a normal token. */
  static TokenType numbered(int number, int id) {
    if (number < 0 || number > BY_NUMBER.length) {
      throw new MalformedVocabularyException(
          "type " + number + " of token " + id, "a type from 0 to " + BY_NUMBER.length);
    }
    return number == 0 ? NORMAL : BY_NUMBER[number - 1];
  }
}
