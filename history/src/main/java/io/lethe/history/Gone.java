package io.lethe.history;

import java.util.Map;
import java.util.Optional;

/**
 * What a session has forgotten of a history that a client sends. Immutable.
 *
 * @param session the one that the history continues, if one does
 * @param tokens how many are gone, by the place of what they belong to
 */
public record Gone(Optional<String> session, Map<Place, Integer> tokens) {
  /** Of a history that no session is known to. */
  public static final Gone NOTHING = new Gone(Optional.empty(), Map.of());

  /**
   * A block of a history.
   *
   * @param message its index in the history
   * @param block its index in the message
   */
  public record Place(int message, int block) {}

  public Gone {
    tokens = Map.copyOf(tokens);
  }

  /** Tokens of a block that are gone. */
  int at(int message, int block) {
    return tokens.getOrDefault(new Place(message, block), 0);
  }
}
