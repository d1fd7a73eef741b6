package io.lethe.history;

import io.lethe.policy.Range;
import io.lethe.session.Piece;

/**
 * A piece that a session reads, and which block of a history it comes from.
 *
 * @param message the number of the message in the history, from 0
 * @param block the number of the block in the message, from 0
 * @param range which of the block's text it is, in Unicode code points; the piece may have more
 *     around it, such as tags and line ends
 */
public record PlacedPiece(Piece piece, int message, int block, Range range) {
  PlacedPiece withText(String text) {
    return new PlacedPiece(
        new Piece(piece.role(), piece.kind(), piece.name(), text), message, block, range);
  }
}
