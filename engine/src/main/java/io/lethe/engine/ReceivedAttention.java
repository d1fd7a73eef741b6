package io.lethe.engine;

import io.lethe.kv.KvSequence;
import io.lethe.kv.PoolFullException;
import io.lethe.kv.Span;
import io.lethe.model.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much attention the tokens of a session receive from a query: softmax weights, as a mean over
 * the query's tokens, all layers and all heads. With what the query's tokens give one another they
 * add up to 1. No bit depends on threads, blocks or chunks. Immutable.
 */
public final class ReceivedAttention {
  /** Doubles that are collected at once: 32 MB. */
  private static final int MOST_MASSES = 4 << 20;

  private final long[] positions; // of live columns, ascending
  private final double[] masses; // [positions]

  private ReceivedAttention(long[] positions, double[] masses) {
    this.positions = positions;
    this.masses = masses;
  }

  /** See {@link TokenSession#attention}. */
  static ReceivedAttention from(int[] query, TokenSession session) {
    if (query.length == 0) {
      throw new IllegalArgumentException("found a query without tokens, wanted at least one");
    }
    session.requireKnown(query);
    try (TokenSession fork = session.fork()) {
      fork.computePending();
      KvSequence sequence = fork.sequence();
      int[] live = IntStream.range(0, sequence.columns()).filter(sequence::isLive).toArray();
      long[] positions = Arrays.stream(live).mapToLong(sequence::position).toArray();
      fork.requireRoom(query.length);
      try {
        return new ReceivedAttention(positions, masses(query, fork, live));
      } catch (PoolFullException full) {
        // Others took the room meanwhile.
        Engine engine = fork.engine();
        EngineException refused =
            new EngineException.ContextFull(query.length, engine.freeColumns(), engine.capacity());
        refused.initCause(full);
        throw refused;
      }
    }
  }

  /** The masses of columns; {@code fork} reads the query for that. */
  private static double[] masses(int[] query, TokenSession fork, int[] columns) {
    Engine engine = fork.engine();
    double[] sums = new double[columns.length];
    int most = fork.sequence().columns() + query.length;
    int rows = Math.clamp(MOST_MASSES / most, 1, engine.options().chunk());
    for (int from = 0; from < query.length; from += rows) {
      int to = Math.min(query.length, from + rows);
      Batch batch = engine.observe(fork.sequence(), query, from, to);
      for (int row = 0; row < to - from; row++) {
        double[] given = batch.attention(row);
        for (int i = 0; i < columns.length; i++) {
          sums[i] += given[columns[i]];
        }
      }
    }
    double all = (double) query.length * engine.config().layers() * engine.config().heads();
    return Arrays.stream(sums).map(sum -> sum / all).toArray();
  }

  /** The mass of the token at a position, 0 to 1; 0 if it was forgotten or there is none. */
  public double at(long position) {
    int i = Arrays.binarySearch(positions, position);
    return i < 0 ? 0 : masses[i];
  }

  /** The mass of all tokens whose positions lie in the spans, 0 to 1. */
  public double in(List<Span> spans) {
    double sum = 0;
    for (Span span : Span.merged(spans)) {
      int found = Arrays.binarySearch(positions, span.start());
      int i = found < 0 ? -found - 1 : found;
      for (; i < positions.length && positions[i] < span.end(); i++) {
        sum += masses[i];
      }
    }
    return sum;
  }

  /** The mass of all tokens: 1 less what those of the query gave one another. */
  public double sum() {
    return in(List.of(new Span(0, Long.MAX_VALUE)));
  }
}
