package io.lethe.engine;

/**
 * Where an answer under a grammar had to become shorter than was asked for, as others took the
 * room.
 *
 * @param from the first token that was chosen so, counted from 0
 * @param tokens the most that could be written from there on, 1 or more
 */
public record Shortening(int from, int tokens) {
  public Shortening {
    if (from < 0 || tokens < 1) {
      throw new IllegalArgumentException(
          "found %d tokens from token %d on, wanted 1 or more from 0 or a later one"
              .formatted(tokens, from));
    }
  }
}
