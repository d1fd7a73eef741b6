package io.lethe.history;

import io.lethe.engine.TokenLogprobs;

/**
 * Sees answers while they are written. Blocks of one choice come one after another; choices may be
 * written side by side, by several threads, but each by one.
 */
public interface ReplyListener {
  /** Nobody watches. */
  ReplyListener SILENT = new ReplyListener() {};

  /** The history was recognised; nothing was computed yet. */
  default void started(Start start) {}

  /** So many of the tokens that have to be read were read. */
  default void reading(int done, int total) {}

  /**
   * A block begins: a {@link Block.Text} or {@link Block.Thought} without text, or a {@link
   * Block.ToolUse} without arguments.
   */
  default void begins(int choice, Block block) {}

  /** More of the block: its text, or a piece of the JSON of its arguments. */
  default void more(int choice, String piece) {}

  /** The block is complete. */
  default void ends(int choice) {}

  /** A token was written, where log-probabilities were asked for. */
  default void token(int choice, TokenLogprobs token) {}
}
