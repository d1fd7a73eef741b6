package io.lethe.engine;

/** Sees an answer while it is written. Called by the thread that generates. */
@FunctionalInterface
public interface GenerationListener {
  /** Nobody watches. */
  GenerationListener SILENT = text -> {};

  /**
   * More text, whole characters, nothing that could belong to a stop string; pieces joined are the
   * text of the generation.
   */
  void text(String piece);

  /** The model wrote a token; its text may come later. */
  default void token(int id) {}
}
