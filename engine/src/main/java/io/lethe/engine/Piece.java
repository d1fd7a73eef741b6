package io.lethe.engine;

import io.lethe.kv.PoolFullException;
import io.lethe.model.Batch;
import io.lethe.tensor.Rows;
import java.util.ArrayList;
import java.util.List;

/** The next tokens of a wish, as one batch computes them. For the thread that computes. */
final class Piece {
  private final Wish wish;
  private final int tokens;
  private final List<Standing> before = new ArrayList<>();
  private int firstRow; // of its logits in the batch
  private int endRow;

  /**
   * @param tokens at least one, at most what is left of the wish
   */
  Piece(Wish wish, int tokens) {
    this.wish = wish;
    this.tokens = tokens;
  }

  Wish wish() {
    return wish;
  }

  int tokens() {
    return tokens;
  }

  /**
   * Adds the tokens.
   *
   * @throws EngineException.ContextFull if there is no room; part of them may be in the batch then
   */
  void addTo(Batch batch) {
    firstRow = batch.outputRows();
    int added = 0;
    int from = wish.computedOfRun();
    for (int i = wish.run(); added < tokens; i++) {
      SessionRun run = wish.runs().get(i);
      int to = Math.min(run.length(), from + tokens - added);
      before.add(Standing.of(run.sequence()));
      try {
        run.addTo(batch, from, to);
      } catch (PoolFullException e) {
        EngineException full =
            new EngineException.ContextFull(
                to - from,
                (long) run.sequence().pool().freeBlocks() * run.sequence().pool().slots(),
                (long) run.sequence().pool().capacity() * run.sequence().pool().slots());
        full.initCause(e);
        throw full;
      }
      added += to - from;
      from = 0;
    }
    endRow = batch.outputRows();
  }

  /** Makes it as if the tokens had not been added. */
  void undo() {
    before.reversed().forEach(Standing::restore);
    before.clear();
  }

  /** Lets the thread {@code own} belongs to, which calls, read logits; keeps those of others. */
  void handOut(Rows logits, Wish own) {
    try {
      if (wish == own) {
        wish.read(logits, firstRow, endRow);
      } else {
        wish.keep(logits, firstRow, endRow);
      }
    } catch (RuntimeException | Error e) {
      wish.fail(e);
    }
  }
}
