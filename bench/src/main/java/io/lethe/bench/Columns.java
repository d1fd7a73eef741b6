package io.lethe.bench;

import io.lethe.kv.BlockPool;
import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import io.lethe.kv.Span;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What the benchmarks of columns measure with. */
final class Columns {
  /** The columns of SmolLM2-135M: 46,080 bytes each. */
  static final KvShape SMOLLM2 = new KvShape(30, 3, 64);

  private Columns() {}

  /** A sequence of {@code count} columns in memory that has been touched. */
  static KvSequence sequence(BlockPool pool, int count) {
    KvSequence sequence = new KvSequence(pool, 0);
    sequence.append(count);
    for (int i = 0; i < count; i += pool.slots()) {
      MemorySegment block = sequence.block(i);
      block.fill((byte) 1);
    }
    return sequence;
  }

  /** Spans of {@code length} columns with as many between them, the first ones left. */
  static List<Span> everyOther(int columns, int length) {
    List<Span> spans = new ArrayList<>();
    for (int i = length; i < columns; i += 2 * length) {
      spans.add(new Span(i, Math.min(columns, i + length)));
    }
    return spans;
  }
}
