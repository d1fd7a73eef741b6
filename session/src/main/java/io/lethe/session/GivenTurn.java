package io.lethe.session;

import io.lethe.tokenizer.Prompt;
import java.util.List;

/**
 * A turn that took place elsewhere: what was read is known, and what was answered.
 *
 * @param cuts what went before it, of what earlier turns read
 * @param holes what becomes of the positions of what went
 * @param pieces what was read
 * @param answer without the marker that ends it; outside of its quotes markers are recognised
 */
public record GivenTurn(List<Cut> cuts, Holes holes, List<Piece> pieces, Prompt answer) {
  /** What becomes of positions at which nothing is left. */
  public enum Holes {
    STAY,
    CLOSE
  }

  public GivenTurn {
    cuts = List.copyOf(cuts);
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("found a turn that reads nothing, wanted a piece");
    }
  }
}
