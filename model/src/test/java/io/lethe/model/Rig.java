package io.lethe.model;

import io.lethe.gguf.GgufFile;
import io.lethe.kv.BlockPool;
import io.lethe.kv.KvSequence;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Rows;
import io.lethe.tensor.Workers;
import java.nio.file.Path;
import java.util.Arrays;

/** A model in memory with threads and a pool of its own. Closing it ends all three. */
final class Rig implements AutoCloseable {
  /** Blocks of every pool here; memory is taken only for those that are used. */
  private static final int BLOCKS = 512;

  final Workers workers;
  final Model model;
  final BlockPool pool;
  private final Rows logits;

  Rig(Path file, Kernels kernels, int threads, int slots) {
    workers = new Workers(threads);
    model = ModelLoader.load(GgufFile.open(file), null, new Compute(kernels, workers), share -> {});
    pool = new BlockPool(model.kvShape(), slots, BLOCKS);
    logits = new Rows(model.config().vocabulary());
  }

  /** The fastest kernels, two threads, blocks of 64. */
  static Rig of(Path file) {
    return new Rig(file, Kernels.best(), 2, 64);
  }

  /** An empty sequence at position 0. */
  KvSequence sequence() {
    return new KvSequence(pool, 0);
  }

  /** Appends {@code ids}, at most {@code chunk} at a time, and returns the logits after each. */
  float[][] read(KvSequence sequence, int[] ids, int chunk) {
    float[][] out = new float[ids.length][];
    for (int i = 0; i < ids.length; i += chunk) {
      int end = (int) Math.min((long) i + chunk, ids.length);
      float[][] part = forward(new Batch().add(sequence, ids, i, end, Batch.Logits.ALL));
      System.arraycopy(part, 0, out, i, part.length);
    }
    return out;
  }

  /** Appends {@code ids} at once and returns the logits after the last. */
  float[] next(KvSequence sequence, int... ids) {
    return forward(new Batch().add(sequence, ids, 0, ids.length, Batch.Logits.LAST))[0];
  }

  /** The logits {@code [outputRows][vocabulary]} of a batch. */
  float[][] forward(Batch batch) {
    model.forward(batch, logits);
    float[][] out = new float[batch.outputRows()][];
    for (int i = 0; i < out.length; i++) {
      out[i] = Arrays.copyOfRange(logits.values(), logits.row(i), logits.row(i) + logits.width());
    }
    return out;
  }

  @Override
  public void close() {
    model.close();
    pool.close();
    workers.close();
  }
}
