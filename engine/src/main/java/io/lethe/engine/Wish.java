package io.lethe.engine;

import io.lethe.kv.KvSequence;
import io.lethe.model.Batch;
import io.lethe.tensor.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants computed, and how far that is. Its thread makes it, waits, and reads the
 * logits; meanwhile it is with the thread that computes. What both look at is guarded by the
 * scheduler's lock.
 */
final class Wish {
  private final List<SessionRun> runs;
  private final Engine.LogitsReader reader;
  private final Cancellation cancellation;
  private final List<Standing> before;
  private final List<float[]> kept = new ArrayList<>(); // rows computed and not read yet

  private int run; // the first that is not all computed
  private int computedOfRun;
  private int computed;
  private int left;
  private int rowsRead;
  private boolean over;
  private @Nullable Throwable failure;
  private @Nullable Condition changed;

  Wish(List<SessionRun> runs, Engine.LogitsReader reader, Cancellation cancellation) {
    this.runs = runs;
    this.reader = reader;
    this.cancellation = cancellation;
    this.before = runs.stream().map(SessionRun::sequence).distinct().map(Standing::of).toList();
    this.left = runs.stream().mapToInt(SessionRun::length).sum();
  }

  /** Each once. */
  List<KvSequence> sequences() {
    return before.stream().map(Standing::sequence).toList();
  }

  List<SessionRun> runs() {
    return runs;
  }

  /** The index of the first run that is not all computed. */
  int run() {
    return run;
  }

  /** How many tokens of that run are computed. */
  int computedOfRun() {
    return computedOfRun;
  }

  /** Tokens that are computed. */
  int computed() {
    return computed;
  }

  /** Tokens that are not computed yet. */
  int left() {
    return left;
  }

  /** Whether the logits of many tokens are wanted, which take room while the batch lasts. */
  boolean isShown() {
    return runs.stream()
        .anyMatch(
            r -> r instanceof SessionRun.Reading reading && reading.logits() == Batch.Logits.ALL);
  }

  boolean isCancelled() {
    return cancellation.isCancelled();
  }

  /** Whether its thread has seen any logits. */
  boolean isRead() {
    return rowsRead > 0;
  }

  boolean isOver() {
    return over;
  }

  boolean isFailed() {
    return failure != null;
  }

  /** Reads what was kept and says how many tokens were computed, or why none; in its own thread. */
  int result() {
    if (failure == null) {
      try {
        readKept();
      } catch (RuntimeException | Error e) {
        fail(e);
      }
    }
    switch (failure) {
      case null -> {
        return computed;
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** Signalled when the wish is over or its thread is to see for itself. */
  Condition changed(Lock lock) {
    Condition condition = changed;
    if (condition == null) {
      condition = lock.newCondition();
      changed = condition;
    }
    return condition;
  }

  /** Lets its thread look. */
  void wake() {
    if (changed != null) {
      changed.signal();
    }
  }

  /** Notes that its next {@code tokens} tokens have their columns. */
  void advance(int tokens) {
    computed += tokens;
    left -= tokens;
    computedOfRun += tokens;
    while (run < runs.size() && computedOfRun >= runs.get(run).length()) {
      computedOfRun -= runs.get(run).length();
      run++;
    }
  }

  /** Nothing more will be computed. */
  void end() {
    over = true;
    wake();
  }

  /** Cannot be fulfilled: its sequences are as they were found. The first failure counts. */
  void fail(Throwable why) {
    if (failure == null) {
      failure = why;
      before.forEach(Standing::restore);
    }
  }

  /** Copies rows {@code [from, to)} of logits for its thread to read. */
  void keep(Rows logits, int from, int to) {
    for (int row = from; row < to; row++) {
      int offset = logits.row(row);
      kept.add(Arrays.copyOfRange(logits.values(), offset, offset + logits.width()));
    }
  }

  /** Reads what was kept, then rows {@code [from, to)}, in its own thread. */
  void read(Rows logits, int from, int to) {
    readKept();
    for (int row = from; row < to; row++) {
      reader.read(rowsRead++, logits.values(), logits.row(row));
    }
  }

  private void readKept() {
    for (float[] row : kept) {
      reader.read(rowsRead++, row, 0);
    }
    kept.clear();
  }
}
