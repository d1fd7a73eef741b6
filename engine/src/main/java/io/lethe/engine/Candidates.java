package io.lethe.engine;

/** Tokens that may be drawn, with their logits. One thread. */
final class Candidates {
  private final int[] ids;
  private final double[] logits;
  private int size;

  private Candidates(int room) {
    ids = new int[room];
    logits = new double[room];
  }

  /** All tokens that are not banned, in the order of their ids. */
  static Candidates all(double[] logits) {
    Candidates all = new Candidates(logits.length);
    for (int id = 0; id < logits.length; id++) {
      if (logits[id] > Double.NEGATIVE_INFINITY) {
        all.ids[all.size] = id;
        all.logits[all.size++] = logits[id];
      }
    }
    return all;
  }

  /**
   * The {@code k} likeliest that are not banned, best first, the lower id first among equals. A
   * heap of the k best so far, the worst on top: one comparison for most tokens.
   */
  static Candidates top(double[] logits, int k) {
    Candidates heap = new Candidates(Math.min(k, logits.length));
    for (int id = 0; id < logits.length; id++) {
      double logit = logits[id];
      if (!(logit > Double.NEGATIVE_INFINITY)) {
        continue;
      }
      if (heap.size < heap.ids.length) {
        heap.set(heap.size++, id, logit);
        heap.up(heap.size - 1);
      } else if (heap.size > 0 && logit > heap.logits[0]) { // an equal one has a higher id
        heap.set(0, id, logit);
        heap.down(0, heap.size);
      }
    }
    for (int end = heap.size - 1; end > 0; end--) {
      heap.swap(0, end);
      heap.down(0, end);
    }
    return heap;
  }

  int size() {
    return size;
  }

  int id(int i) {
    return ids[i];
  }

  double logit(int i) {
    return logits[i];
  }

  double largest() {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, logits[i]);
    }
    return largest;
  }

  /** Keeps the first {@code count}. */
  void cut(int count) {
    size = Math.min(size, count);
  }

  /** Keeps those whose logit is at least {@code least}, in their order. */
  void keepFrom(double least) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= least) {
        set(kept++, ids[i], logits[i]);
      }
    }
    size = kept;
  }

  private boolean worse(int a, int b) {
    return logits[a] < logits[b] || (logits[a] == logits[b] && ids[a] > ids[b]);
  }

  private void set(int i, int id, double logit) {
    ids[i] = id;
    logits[i] = logit;
  }

  private void swap(int a, int b) {
    int id = ids[a];
    double logit = logits[a];
    set(a, ids[b], logits[b]);
    set(b, id, logit);
  }

  private void up(int from) {
    int at = from;
    while (at > 0 && worse(at, (at - 1) / 2)) {
      swap(at, (at - 1) / 2);
      at = (at - 1) / 2;
    }
  }

  private void down(int from, int end) {
    int at = from;
    while (2 * at + 1 < end) {
      int child = 2 * at + 1;
      if (child + 1 < end && worse(child + 1, child)) {
        child++;
      }
      if (!worse(child, at)) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }
}
