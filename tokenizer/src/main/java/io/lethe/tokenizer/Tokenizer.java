package io.lethe.tokenizer;

/**
 * Turns text into the token ids of one vocabulary and back. Immutable, safe for use by many
 * threads.
 */
public interface Tokenizer {
  /**
   * The ids of {@code text} in which nothing is a control token: text that looks like one becomes
   * ordinary pieces.
   */
  int[] encode(String text);

  /** The ids of a rendered chat template: control tokens written in it are recognised. */
  int[] encodeTemplate(String text);

  /**
   * The bytes that {@code id} stands for; empty for control tokens. Bytes of several ids join to
   * UTF-8.
   */
  byte[] bytes(int id);

  /** The number of ids; valid ids are {@code [0, size)}. */
  int size();
}
