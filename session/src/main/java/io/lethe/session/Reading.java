package io.lethe.session;

/** Sees how the prompt of a turn is read. Called by the thread that reads. */
public interface Reading {
  /** Nobody watches. */
  Reading SILENT = new Reading() {};

  /**
   * It is known what has to be read; nothing was computed yet.
   *
   * @param seen tokens whose columns are there, those of the turn included that others computed
   * @param unread tokens that have to be computed
   */
  default void begins(int seen, int unread) {}

  /** So many of the tokens were computed. */
  default void reads(int done, int total) {}
}
