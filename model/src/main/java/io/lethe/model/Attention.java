package io.lethe.model;

import static io.lethe.tensor.Kernels.NARROW;
import static io.lethe.tensor.Kernels.TILE_COLUMNS;
import static io.lethe.tensor.Kernels.WIDE;

import io.lethe.kv.BlockPool;
import io.lethe.kv.HiddenRun;
import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Rows;
import io.lethe.tensor.Scratch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Causal attention with grouped heads over block tables.
 *
 * <p>The order of every sum is fixed, whatever lies where: a score is summed over dimensions in
 * order; the maximum has no order; weights and weighted values are added column by column in the
 * order of positions, and a column that is not visible adds exactly nothing. So neither blocks, nor
 * batches, nor forgotten columns in between change a bit.
 */
final class Attention {
  /** Which columns a query sees. */
  sealed interface Visibility {
    /** All up to its own. */
    record Causal() implements Visibility {}

    /** Of those, the ones less than {@code window} positions back. */
    record Sliding(int window) implements Visibility {}
  }

  /** Query rows (tokens times heads of a group) of one task: four wide tiles. */
  private static final int TASK_ROWS = 4 * WIDE;

  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Compute compute;
  private final ModelConfig config;
  private final int valueStride;
  private final float scale;

  /** Tokens {@code [token, token + tokens)} of a run, for one KV head. */
  private record Piece(Batch.Run run, int token, int tokens, int kvHead) {}

  Attention(Compute compute, ModelConfig config, KvShape shape, float scale) {
    this.compute = compute;
    this.config = config;
    this.valueStride = shape.valueStride();
    this.scale = scale;
  }

  /**
   * Writes the keys and values {@code [rows, kvHeads * headDim]} of a batch into their columns, or
   * compares them with those there when the batch is a probe.
   */
  void store(int layer, Batch batch, Rows keys, Rows values) {
    Probe probe = batch.probe();
    for (Batch.Run run : batch.runs()) {
      if (probe == null) {
        compute.eachRow(run.rows(), i -> store(layer, run, i, keys, values));
      } else if (layer == Probe.LAYER) {
        compute.eachRow(
            run.rows(), i -> probe.note(run.row() + i, distance(layer, run, i, keys, values)));
      }
    }
  }

  private void store(int layer, Batch.Run run, int i, Rows keys, Rows values) {
    KvSequence sequence = run.sequence();
    BlockPool pool = sequence.pool();
    int dim = config.headDim();
    int column = run.column() + i;
    int slot = column % pool.slots();
    MemorySegment block = sequence.block(column);
    for (int h = 0; h < config.kvHeads(); h++) {
      int from = keys.row(run.row() + i) + h * dim;
      long key = pool.keysOffset(layer, h) + slot * 4L;
      long value = pool.valuesOffset(layer, h) + slot * valueStride * 4L;
      for (int d = 0; d < dim; d++) {
        block.set(F32, key + d * pool.slots() * 4L, keys.values()[from + d]);
      }
      MemorySegment.copy(values.values(), from, block, F32, value, dim);
    }
  }

  /** The squared distance of row i of a run from what its column holds. */
  private double distance(int layer, Batch.Run run, int i, Rows keys, Rows values) {
    KvSequence sequence = run.sequence();
    BlockPool pool = sequence.pool();
    int dim = config.headDim();
    int column = run.column() + i;
    int slot = column % pool.slots();
    MemorySegment block = sequence.block(column);
    double sum = 0;
    for (int h = 0; h < config.kvHeads(); h++) {
      int from = keys.row(run.row() + i) + h * dim;
      long key = pool.keysOffset(layer, h) + slot * 4L;
      long value = pool.valuesOffset(layer, h) + slot * valueStride * 4L;
      for (int d = 0; d < dim; d++) {
        double k = block.get(F32, key + d * pool.slots() * 4L) - keys.values()[from + d];
        double v = block.get(F32, value + d * 4L) - values.values()[from + d];
        sum += k * k + v * v;
      }
    }
    return sum;
  }

  /** Turns the keys of columns {@code [from, to)} back by {@code by} positions in every layer. */
  void turnKeys(KvSequence sequence, int from, int to, long by, IntFunction<Rope> ropes) {
    sequence.makeWritable(IntStream.range(from, to).toArray());
    BlockPool pool = sequence.pool();
    compute.eachRow(
        config.layers(),
        layer -> {
          Rope rope = ropes.apply(layer);
          for (int c = from; c < to; ) {
            int slot = c % pool.slots();
            int count = Math.min(pool.slots() - slot, to - c);
            for (int h = 0; h < config.kvHeads(); h++) {
              long keys = pool.keysOffset(layer, h) + slot * 4L;
              rope.turnBack(sequence.block(c), keys, pool.slots(), count, by);
            }
            c += count;
          }
        });
  }

  /**
   * {@code out[rows, heads * headDim]} = attention of {@code q}, same shape, over the columns of
   * each run's sequence.
   */
  void attend(int layer, Batch batch, Rows q, Rows out, Visibility visibility) {
    List<Piece> pieces = new ArrayList<>();
    int tokens = Math.max(1, TASK_ROWS / config.groupHeads());
    for (Batch.Run run : batch.runs()) {
      // The last tokens see the most columns: they go first, so that workers end together.
      for (int t = (run.rows() - 1) / tokens * tokens; t >= 0; t -= tokens) {
        for (int h = 0; h < config.kvHeads(); h++) {
          pieces.add(new Piece(run, t, Math.min(tokens, run.rows() - t), h));
        }
      }
    }
    AttentionMeter meter = batch.meter();
    if (meter == null) {
      compute
          .workers()
          .run(
              pieces.size(),
              (task, scratch) ->
                  attend(layer, pieces.get(task), q, out, visibility, scratch, null));
      return;
    }
    // The heads of a row in one task, one after the other: the meter's sums have an order.
    int heads = config.kvHeads();
    compute
        .workers()
        .run(
            pieces.size() / heads,
            (task, scratch) -> {
              for (Piece piece : pieces.subList(task * heads, (task + 1) * heads)) {
                attend(layer, piece, q, out, visibility, scratch, meter);
              }
            });
  }

  private void attend(
      int layer,
      Piece piece,
      Rows q,
      Rows out,
      Visibility visibility,
      Scratch scratch,
      @Nullable AttentionMeter meter) {
    int dim = config.headDim();
    KvSequence sequence = piece.run().sequence();
    int lastColumn = piece.run().column() + piece.token() + piece.tokens() - 1;
    int first = firstColumn(sequence, piece, visibility);
    int end = (lastColumn / TILE_COLUMNS + 1) * TILE_COLUMNS;
    int span = end - first;
    int rows = piece.tokens() * config.groupHeads();
    int padded = (rows + WIDE - 1) / WIDE * WIDE;

    // queries [tile][dim][row of tile], scores [row][span], sums [row][valueStride]
    int scores = padded * dim;
    int sums = scores + padded * span;
    float[] work = scratch.floats(sums + padded * valueStride);
    Arrays.fill(work, 0, sums + padded * valueStride, 0f);
    packQueries(piece, q, work);
    score(layer, sequence, piece.kvHead(), work, rows, first, end, scores);
    float[] totals = softmax(sequence, piece, visibility, work, scores, first, span);
    for (int r = 0; meter != null && r < rows; r++) {
      int row = piece.run().row() + piece.token() + r / config.groupHeads();
      meter.note(row, first, work, scores + r * span);
    }
    weigh(layer, sequence, piece.kvHead(), work, rows, first, lastColumn + 1, scores, span, sums);
    for (int r = 0; r < rows; r++) {
      int to =
          out.row(piece.run().row() + piece.token() + r / config.groupHeads())
              + (piece.kvHead() * config.groupHeads() + r % config.groupHeads()) * dim;
      for (int d = 0; d < dim; d++) {
        out.values()[to + d] = work[sums + r * valueStride + d] / totals[r];
      }
    }
  }

  /** The first column of a tile that any query of the piece can see. */
  private static int firstColumn(KvSequence sequence, Piece piece, Visibility visibility) {
    int oldest = oldestColumn(sequence, visibility, piece.run().column() + piece.token());
    return oldest / TILE_COLUMNS * TILE_COLUMNS;
  }

  /** The first column in reach of the query of column {@code own}. */
  private static int oldestColumn(KvSequence sequence, Visibility visibility, int own) {
    return switch (visibility) {
      case Visibility.Causal() -> 0;
      case Visibility.Sliding(int window) ->
          sequence.firstColumnAt(sequence.position(own) - window + 1);
    };
  }

  private void packQueries(Piece piece, Rows q, float[] work) {
    int dim = config.headDim();
    int group = config.groupHeads();
    int rows = piece.tokens() * group;
    int wide = wideRows(rows);
    for (int r = 0; r < rows; r++) {
      int from =
          q.row(piece.run().row() + piece.token() + r / group)
              + (piece.kvHead() * group + r % group) * dim;
      int height = r < wide ? WIDE : NARROW;
      int tile = r < wide ? r / WIDE * WIDE : wide + (r - wide) / NARROW * NARROW;
      int to = tile * dim + r - tile;
      for (int d = 0; d < dim; d++) {
        work[to + d * height] = q.values()[from + d] * scale;
      }
    }
  }

  /**
   * Rows in wide tiles. Few rows do without: a short prompt should not wait until one more kernel
   * is compiled.
   */
  private static int wideRows(int rows) {
    return rows < 2 * WIDE ? 0 : rows / WIDE * WIDE;
  }

  private void score(
      int layer,
      KvSequence sequence,
      int kvHead,
      float[] work,
      int rows,
      int first,
      int end,
      int scores) {
    Kernels kernels = compute.kernels();
    BlockPool pool = sequence.pool();
    int dim = config.headDim();
    int wide = wideRows(rows);
    int span = end - first;
    long stride = pool.slots() * 4L;
    for (int c = first; c < end; c += TILE_COLUMNS) {
      MemorySegment block = sequence.block(c);
      long keys = pool.keysOffset(layer, kvHead) + c % pool.slots() * 4L;
      for (int r = 0; r < wide; r += WIDE) {
        kernels.wideTile(
            block, keys, stride, dim, work, r * dim, work, scores + r * span + c - first, span);
      }
      for (int r = wide; r < rows; r += NARROW) {
        kernels.narrowTile(
            block,
            keys,
            stride,
            dim,
            work,
            r * dim,
            1,
            NARROW,
            work,
            scores + r * span + c - first,
            span);
      }
    }
  }

  /**
   * Turns scores into weights, invisible columns into 0, and returns the sum of each row's weights.
   */
  private float[] softmax(
      KvSequence sequence,
      Piece piece,
      Visibility visibility,
      float[] work,
      int scores,
      int first,
      int span) {
    Kernels kernels = compute.kernels();
    int rows = piece.tokens() * config.groupHeads();
    float[] totals = new float[rows];
    for (int r = 0; r < rows; r++) {
      int own = piece.run().column() + piece.token() + r / config.groupHeads();
      int row = scores + r * span;
      int visible = own + 1 - first;
      hide(sequence, visibility, work, row, first, own);
      kernels.expInPlace(work, row, visible, kernels.max(work, row, visible));
      Arrays.fill(work, row + visible, row + span, 0f);
    }
    // Four rows at a time: each sum is a chain of additions, and one chain alone waits for itself.
    for (int r = 0; r < rows; r += 4) {
      int a = scores + r * span;
      int b = scores + Math.min(r + 1, rows - 1) * span;
      int c = scores + Math.min(r + 2, rows - 1) * span;
      int d = scores + Math.min(r + 3, rows - 1) * span;
      float sumA = 0f;
      float sumB = 0f;
      float sumC = 0f;
      float sumD = 0f;
      for (int j = 0; j < span; j++) {
        sumA += work[a + j];
        sumB += work[b + j];
        sumC += work[c + j];
        sumD += work[d + j];
      }
      float[] found = {sumA, sumB, sumC, sumD};
      System.arraycopy(found, 0, totals, r, Math.min(4, rows - r));
    }
    return totals;
  }

  /** Takes what the query of column {@code own} does not see out of its row; it sees itself. */
  private static void hide(
      KvSequence sequence, Visibility visibility, float[] work, int row, int first, int own) {
    int oldest = Math.max(first, oldestColumn(sequence, visibility, own));
    Arrays.fill(work, row, row + oldest - first, Float.NEGATIVE_INFINITY);
    long position = sequence.position(own);
    List<HiddenRun> runs = sequence.hiddenRuns();
    for (int i = 0; i < runs.size() && runs.get(i).startColumn() < own; i++) {
      HiddenRun run = runs.get(i);
      if (run.endColumn() > oldest && position >= run.hiddenFrom()) {
        Arrays.fill(
            work,
            row + Math.max(oldest, run.startColumn()) - first,
            row + Math.min(own, run.endColumn()) - first,
            Float.NEGATIVE_INFINITY);
      }
    }
  }

  /** Adds values {@code [columns][valueStride]} times weights, column by column. */
  private void weigh(
      int layer,
      KvSequence sequence,
      int kvHead,
      float[] work,
      int rows,
      int first,
      int end,
      int scores,
      int span,
      int sums) {
    Kernels kernels = compute.kernels();
    BlockPool pool = sequence.pool();
    for (int c = first; c < end; ) {
      int depth = Math.min(pool.slots() - c % pool.slots(), end - c);
      MemorySegment block = sequence.block(c);
      long values = pool.valuesOffset(layer, kvHead) + c % pool.slots() * valueStride * 4L;
      for (int r = 0; r < rows; r += NARROW) {
        for (int d = 0; d < valueStride; d += TILE_COLUMNS) {
          kernels.narrowTile(
              block,
              values + d * 4L,
              valueStride * 4L,
              depth,
              work,
              scores + r * span + c - first,
              span,
              1,
              work,
              sums + r * valueStride + d,
              valueStride);
        }
      }
      c += depth;
    }
  }
}
