package io.lethe.model;

import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one or more sequences that are computed together. Adding tokens appends their columns
 * to the sequence, so a batch is computed once, right after it was built. For one thread at a time.
 */
public final class Batch {
  /** For which tokens of a run logits are wanted. */
  public enum Logits {
    NONE,
    LAST,
    ALL
  }

  /**
   * Consecutive tokens of one sequence: rows {@code [row, row + rows)} are its columns from {@code
   * column} on.
   */
  record Run(KvSequence sequence, int column, int row, int rows) {}

  private final List<Run> runs = new ArrayList<>();
  private int[] tokens = new int[16];
  private long[] positions = new long[16];
  private int rows;
  private final @Nullable Probe probe;
  private final @Nullable AttentionMeter meter;
  private int[] outputs = new int[0];

  private Batch(@Nullable Probe probe, @Nullable AttentionMeter meter) {
    this.probe = probe;
    this.meter = meter;
  }

  /** An empty batch. */
  public Batch() {
    this(null, null);
  }

  /** An empty batch for {@link Model#drift}: nothing will be written. */
  public static Batch forProbe() {
    return new Batch(new Probe(), null);
  }

  /**
   * An empty batch that is computed as any other, and tells {@link #attention} afterwards. Takes 8
   * bytes for every row and column of its sequence, and longer.
   */
  public static Batch observed() {
    return new Batch(null, new AttentionMeter());
  }

  /**
   * Appends {@code tokens[from, to)} to a sequence.
   *
   * @throws io.lethe.kv.PoolFullException if there is no room; batch and sequence are unchanged
   *     then
   */
  public Batch add(KvSequence sequence, int[] tokens, int from, int to, Logits logits) {
    requireTokens(tokens, from, to);
    return add(sequence, sequence.append(to - from), tokens, from, to, logits);
  }

  /**
   * Computes columns of a sequence again, in place: {@code column} and those after it get the keys
   * and values that {@code tokens[from, to)} have at their positions, given what is visible there
   * now. Several runs of a sequence stand in one batch in the order of their columns.
   *
   * @throws IllegalArgumentException if one of the columns does not exist or was forgotten
   * @throws io.lethe.kv.PoolFullException if columns are shared and there is no room for a copy;
   *     batch and sequence are unchanged then
   */
  public Batch again(
      KvSequence sequence, int column, int[] tokens, int from, int to, Logits logits) {
    requireTokens(tokens, from, to);
    for (int i = column; i < column + to - from; i++) {
      if (i < 0 || i >= sequence.columns() || !sequence.isLive(i)) {
        throw new IllegalArgumentException(
            "found column " + i + ", wanted a live one of " + sequence.columns());
      }
    }
    if (probe == null) {
      sequence.makeWritable(IntStream.range(column, column + to - from).toArray());
    }
    return add(sequence, column, tokens, from, to, logits);
  }

  private static void requireTokens(int[] tokens, int from, int to) {
    if (to - from < 1) {
      throw new IllegalArgumentException("found no tokens, wanted at least one");
    }
    Objects.checkFromToIndex(from, to, tokens.length);
  }

  private Batch add(
      KvSequence sequence, int column, int[] tokens, int from, int to, Logits logits) {
    int count = to - from;
    runs.add(new Run(sequence, column, rows, count));
    if (meter != null) {
      meter.addRows(column, count);
    }
    if (rows + count > this.tokens.length) {
      int room = Math.max(rows + count, 2 * this.tokens.length);
      this.tokens = Arrays.copyOf(this.tokens, room);
      positions = Arrays.copyOf(positions, room);
    }
    System.arraycopy(tokens, from, this.tokens, rows, count);
    for (int i = 0; i < count; i++) {
      positions[rows + i] = sequence.position(column + i);
    }
    int first =
        switch (logits) {
          case NONE -> count;
          case LAST -> count - 1;
          case ALL -> 0;
        };
    int had = outputs.length;
    outputs = Arrays.copyOf(outputs, had + count - first);
    for (int i = first; i < count; i++) {
      outputs[had + i - first] = rows + i;
    }
    rows += count;
    return this;
  }

  /** The number of tokens. */
  public int rows() {
    return rows;
  }

  /**
   * The number of tokens for which logits are wanted; row i of the result belongs to the i-th of
   * them.
   */
  public int outputRows() {
    return outputs.length;
  }

  /**
   * Refuses sequences whose columns another model made.
   *
   * @throws IllegalArgumentException naming both shapes
   */
  void requireShape(KvShape wanted) {
    for (Run run : runs) {
      KvShape found = run.sequence.pool().shape();
      if (!found.equals(wanted)) {
        throw new IllegalArgumentException(
            "found a sequence with columns of " + found + ", wanted " + wanted);
      }
    }
  }

  /**
   * How much attention a row's token gave to each column of its sequence up to its own: softmax
   * weights added over layers and heads, so that all add up to layers times heads; exactly 0 for a
   * column that it did not see. Valid once the batch was computed.
   *
   * @param row in the order in which tokens were added
   * @throws IllegalStateException if the batch was not made by {@link #observed}
   */
  public double[] attention(int row) {
    if (meter == null) {
      throw new IllegalStateException("found a batch that nobody observes, wanted Batch.observed");
    }
    return meter.of(Objects.checkIndex(row, rows)).clone();
  }

  @Nullable AttentionMeter meter() {
    return meter;
  }

  @Nullable Probe probe() {
    return probe;
  }

  /** How many of a model's layers are computed. */
  int layers(int all) {
    return probe == null ? all : Math.min(all, Probe.LAYER + 1);
  }

  List<Run> runs() {
    return runs;
  }

  int token(int row) {
    return tokens[row];
  }

  long position(int row) {
    return positions[row];
  }

  int output(int i) {
    return outputs[i];
  }
}
