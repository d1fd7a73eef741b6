package io.lethe.tokenizer;

/** What a model expects around text that was written without it. */
public enum Addition {
  /** The beginning-of-sequence token in front of a prompt; {@link Tokenizer#withBos} puts it. */
  BOS,
  /**
   * The end-of-sequence token behind a text. Vocabularies of encoders ask for it; it is recorded
   * here and never put, because it would end a prompt before its answer.
   */
  EOS,
  /** A space in front of a text that opens a sequence or follows a marker (Llama 2). */
  SPACE_PREFIX
}
