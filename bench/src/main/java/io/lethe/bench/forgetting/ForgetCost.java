package io.lethe.bench.forgetting;

import io.lethe.kv.BlockPool;
import io.lethe.kv.Defragmentation;
import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * Forgetting 1,000 of 8,000 columns, in 20 spans, of a sequence in which every seventh column is
 * gone already; and the defragmentation that may follow.
 */
final class ForgetCost implements Figure {
  private static final int COLUMNS = 8000;

  @Override
  public void measure(Ground ground) {
    int slots = ground.engine().pool().slots();
    try (BlockPool pool =
            new BlockPool(ground.engine().pool().shape(), slots, Math.ceilDiv(COLUMNS, slots));
        Workers workers = new Workers(ground.engine().options().threads())) {
      Kernels kernels = Kernels.best();
      for (int round = 0; round < ground.rounds(); round++) {
        try (KvSequence sequence = Moving.touched(pool, COLUMNS)) {
          List<Span> spans = fragment(sequence);
          long start = System.nanoTime();
          int gone = sequence.forget(spans);
          double forget = (System.nanoTime() - start) / 1e9;
          start = System.nanoTime();
          Defragmentation moved = sequence.defragment(kernels, workers);
          ground
              .line(round)
              .with("columns", gone)
              .with("forget_us", forget * 1e6)
              .with("defragment_ms", (System.nanoTime() - start) / 1e6)
              .with("moved", moved.columnsMoved())
              .print();
        }
      }
    }
  }

  /** Forgets every seventh column but none of 20 spans of 50, which are returned. */
  private static List<Span> fragment(KvSequence sequence) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      spans.add(new Span(COLUMNS / 20 * i, COLUMNS / 20 * i + 50));
    }
    List<Span> before = new ArrayList<>();
    for (int i = 0; i < COLUMNS; i += 7) {
      int position = i;
      if (spans.stream().noneMatch(span -> span.contains(position))) {
        before.add(new Span(i, i + 1));
      }
    }
    sequence.forget(before);
    return spans;
  }
}
