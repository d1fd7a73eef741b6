package io.lethe.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * The wishes that wait, and what of them comes into the next batch: all steps, which are wishes of
 * a few tokens, and pieces of the others in turn. Guarded by the scheduler's lock.
 */
final class Lineup {
  /** Tokens of the largest step: together they cost little more than one. */
  static final int STEP = 8;

  /**
   * Tokens of prompts in a batch while somebody writes: how long those who write wait for those who
   * read. Fewer shorten the wait and lengthen the reading, since each batch reads all weights: with
   * SmolLM2 on two cores pieces of 32, 64, 128 and 512 tokens are read at 540, 650, 710 and 720
   * tokens a second.
   */
  static final int SHARE = 64;

  /** Whether a wish goes on waiting. */
  enum Place {
    WAITING,
    OVER
  }

  private final int chunk;
  private final SequencedSet<Wish> waiting = new LinkedHashSet<>();

  /**
   * @param chunk tokens of prompts in a batch while nobody writes
   */
  Lineup(int chunk) {
    this.chunk = chunk;
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Wish first() {
    return waiting.getFirst();
  }

  void add(Wish wish) {
    waiting.addLast(wish);
  }

  void remove(Wish wish) {
    waiting.remove(wish);
  }

  /** All that wait; they do no longer. */
  List<Wish> removeAll() {
    List<Wish> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** Those that somebody cancelled; they wait no longer. */
  List<Wish> removeCancelled() {
    List<Wish> cancelled = waiting.stream().filter(Wish::isCancelled).toList();
    cancelled.forEach(waiting::remove);
    return cancelled;
  }

  /** Notes that a piece was computed, or failed. Who wants more goes to the end of the line. */
  Place served(Piece piece) {
    Wish wish = piece.wish();
    waiting.remove(wish);
    if (wish.isFailed()) {
      return Place.OVER;
    }
    wish.advance(piece.tokens());
    if (wish.left() == 0) {
      return Place.OVER;
    }
    waiting.add(wish);
    return Place.WAITING;
  }

  /**
   * What the next batch computes; empty if nobody waits. All go on waiting.
   *
   * @param writers how many sessions write, whether they wait now or not
   */
  List<Piece> next(int writers) {
    List<Piece> pieces = new ArrayList<>();
    for (Wish wish : waiting) {
      if (isStep(wish)) {
        pieces.add(new Piece(wish, wish.left()));
      }
    }
    int share = pieces.isEmpty() && writers == 0 ? chunk : Math.min(chunk, SHARE);
    boolean shown = false;
    for (Wish wish : waiting) {
      if (share > 0 && !isStep(wish) && !(shown && wish.isShown())) {
        Piece piece = new Piece(wish, Math.min(share, wish.left()));
        pieces.add(piece);
        share -= piece.tokens();
        shown |= wish.isShown();
      }
    }
    return pieces;
  }

  /** The end of a prompt is no step, and holds nobody to the share. */
  private static boolean isStep(Wish wish) {
    return wish.computed() == 0 && wish.left() <= STEP;
  }
}
