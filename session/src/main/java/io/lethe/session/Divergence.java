package io.lethe.session;

/** Where a replay first differed from its trace. */
public sealed interface Divergence {
  /**
   * The model chose another token.
   *
   * @param event number of the event that holds the token
   * @param index of the token within the event
   */
  record OtherToken(int event, int index, int recorded, int found) implements Divergence {}

  /**
   * The columns are others.
   *
   * @param event number of the event after which they were compared
   * @param recorded SHA-256 of the state, hexadecimal
   */
  record OtherState(int event, String recorded, String found) implements Divergence {}
}
