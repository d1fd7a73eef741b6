package io.lethe.engine;

import io.lethe.kv.KvSequence;
import io.lethe.model.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Live columns of a sequence that are to be computed again, in place and in order, with their
 * tokens. Valid until the sequence changes.
 */
final class Recomputation {
  private final KvSequence sequence;
  private final int[] columns;
  private final int[] tokens;

  private Recomputation(KvSequence sequence, int[] columns, int[] tokens) {
    this.sequence = sequence;
    this.columns = columns;
    this.tokens = tokens;
  }

  /** The live columns from a position on. */
  static Recomputation after(long position, KvSequence sequence, TokenHistory history) {
    int[] columns =
        IntStream.range(sequence.firstColumnAt(position), sequence.columns())
            .filter(sequence::isLive)
            .toArray();
    int[] tokens = new int[columns.length];
    int token = 0;
    for (int i = 0; i < columns.length; i++) {
      while (history.position(token) != sequence.position(columns[i])) {
        token++;
      }
      tokens[i] = history.id(token);
    }
    return new Recomputation(sequence, columns, tokens);
  }

  /** The share of them whose keys and values would move furthest. */
  Recomputation mostDrifting(double share, Engine engine) {
    double[] drift = new double[columns.length];
    for (Chunk chunk : chunks(engine)) {
      Batch batch = Batch.forProbe();
      for (Chunk run : runs(chunk.from(), chunk.to())) {
        batch.again(sequence, columns[run.from()], tokens, run.from(), run.to(), Batch.Logits.NONE);
      }
      System.arraycopy(engine.drift(batch), 0, drift, chunk.from(), chunk.to() - chunk.from());
    }
    int[] chosen =
        IntStream.range(0, columns.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> -drift[i]).thenComparing(i -> i))
            .limit((long) Math.ceil(share * columns.length))
            .mapToInt(i -> i)
            .sorted()
            .toArray();
    return new Recomputation(
        sequence,
        IntStream.of(chosen).map(i -> columns[i]).toArray(),
        IntStream.of(chosen).map(i -> tokens[i]).toArray());
  }

  void run(Engine engine) {
    List<SessionRun> runs = new ArrayList<>();
    for (Chunk run : runs(0, columns.length)) {
      runs.add(new SessionRun.Again(sequence, columns[run.from()], tokens, run.from(), run.to()));
    }
    engine.compute(runs, (row, values, offset) -> {});
  }

  /** The columns {@code [from, to)} of these. */
  private record Chunk(int from, int to) {}

  private List<Chunk> chunks(Engine engine) {
    int size = engine.options().chunk();
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < columns.length; from += size) {
      chunks.add(new Chunk(from, Math.min(columns.length, from + size)));
    }
    return chunks;
  }

  /** The maximal runs of neighbouring columns among {@code [from, to)} of these. */
  private List<Chunk> runs(int from, int to) {
    List<Chunk> runs = new ArrayList<>();
    int start = from;
    for (int i = from + 1; i <= to; i++) {
      if (i == to || columns[i] != columns[i - 1] + 1) {
        runs.add(new Chunk(start, i));
        start = i;
      }
    }
    return runs;
  }
}
