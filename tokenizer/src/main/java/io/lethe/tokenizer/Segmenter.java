package io.lethe.tokenizer;

/** Cuts text without markers and literals into tokens. Immutable, safe for use by many threads. */
sealed interface Segmenter permits BytePairs, SentencePieces {
  /** Where a stretch of text stands. */
  enum Place {
    /** It opens a sequence or follows a marker. */
    OPENING,
    /** It continues a text. */
    WITHIN
  }

  /** Adds the ids of {@code [start, end)} of a well-formed text to {@code out}. */
  void segment(String text, int start, int end, Place place, IdList out);

  /** The bytes that a token made of text stands for. */
  byte[] bytes(int id);
}
