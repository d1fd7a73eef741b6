package io.lethe.bench.forgetting;

import io.lethe.kv.BlockPool;
import io.lethe.kv.Defragmentation;
import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Defragmenting what is left of 1.1 GB of columns, half of them forgotten in runs of one length,
 * beside copying 1 GiB from buffer to buffer. Bytes are counted once, where they arrive.
 */
final class Moving implements Figure {
  private static final int COLUMNS = 24_576;
  private static final long BUFFER = 1L << 30;
  private static final int STEP = 1 << 20;

  @Override
  public void measure(Ground ground) {
    int slots = ground.engine().pool().slots();
    Kernels kernels = Kernels.best();
    try (Arena arena = Arena.ofShared();
        BlockPool pool =
            new BlockPool(ground.engine().pool().shape(), slots, Math.ceilDiv(COLUMNS, slots));
        Workers workers = new Workers(ground.engine().options().threads())) {
      MemorySegment from = arena.allocate(BUFFER, 4096).fill((byte) 1);
      MemorySegment to = arena.allocate(BUFFER, 4096).fill((byte) 2);
      for (int round = 0; round < ground.rounds(); round++) {
        double copy =
            Ground.seconds(() ->
                workers.run(
                    (int) (BUFFER / STEP),
                    (task, scratch) ->
                        MemorySegment.copy(
                            from, (long) task * STEP, to, (long) task * STEP, STEP)));
        ground.line(round).with("what", "copy").with("gb_s", BUFFER / copy / 1e9).print();
        for (int together : new int[] {1, 5, 20, 200}) {
          try (KvSequence sequence = touched(pool, COLUMNS)) {
            sequence.forget(everyOther(together));
            long start = System.nanoTime();
            Defragmentation moved = sequence.defragment(kernels, workers);
            double seconds = (System.nanoTime() - start) / 1e9;
            ground
                .line(round)
                .with("what", "runs-of-" + together)
                .with("gb_s", moved.bytesMoved() / seconds / 1e9)
                .with("ms", seconds * 1e3)
                .with("columns", moved.columnsMoved())
                .print();
          }
        }
      }
    }
  }

  private static List<Span> everyOther(int length) {
    List<Span> spans = new ArrayList<>();
    for (int i = length; i < COLUMNS; i += 2 * length) {
      spans.add(new Span(i, Math.min(COLUMNS, i + length)));
    }
    return spans;
  }

  /** A sequence in memory that the system has given already. */
  static KvSequence touched(BlockPool pool, int columns) {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(columns);
    for (int i = 0; i < columns; i += pool.slots()) {
      sequence.block(i).fill((byte) 1);
    }
    return sequence;
  }
}
