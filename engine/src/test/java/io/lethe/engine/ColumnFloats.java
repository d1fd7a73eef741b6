package io.lethe.engine;

import io.lethe.kv.BlockPool;
import io.lethe.kv.KvSequence;
import io.lethe.kv.KvShape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Keys and values read from a sequence's blocks, as the layout of {@link BlockPool} says. */
final class ColumnFloats {
  private ColumnFloats() {}

  /** The keys {@code [kvHeads * headDim]} of a column in a layer. */
  static float[] keys(KvSequence sequence, int column, int layer) {
    BlockPool pool = sequence.pool();
    KvShape shape = pool.shape();
    MemorySegment block = sequence.block(column);
    float[] keys = new float[shape.kvHeads() * shape.headDim()];
    for (int i = 0; i < keys.length; i++) {
      long slot = (long) i % shape.headDim() * pool.slots() + column % pool.slots();
      long at = pool.keysOffset(layer, i / shape.headDim()) + slot * Float.BYTES;
      keys[i] = block.get(ValueLayout.JAVA_FLOAT, at);
    }
    return keys;
  }

  /** The values {@code [kvHeads * headDim]} of a column in a layer. */
  static float[] values(KvSequence sequence, int column, int layer) {
    BlockPool pool = sequence.pool();
    KvShape shape = pool.shape();
    MemorySegment block = sequence.block(column);
    float[] values = new float[shape.kvHeads() * shape.headDim()];
    for (int i = 0; i < values.length; i++) {
      long slot = (long) column % pool.slots() * shape.valueStride() + i % shape.headDim();
      long at = pool.valuesOffset(layer, i / shape.headDim()) + slot * Float.BYTES;
      values[i] = block.get(ValueLayout.JAVA_FLOAT, at);
    }
    return values;
  }

  /** The live column at a position. */
  static int at(KvSequence sequence, long position) {
    int column = sequence.firstColumnAt(position);
    while (!sequence.isLive(column)) {
      column++;
    }
    if (sequence.position(column) != position) {
      throw new AssertionError("no live column at " + position);
    }
    return column;
  }

  /** The squared distance of two vectors. */
  static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** The distance of a vector from another, as a share of the other's length. */
  static double relativeDistance(float[] found, float[] wanted) {
    return Math.sqrt(
        squaredDistance(found, wanted) / squaredDistance(wanted, new float[wanted.length]));
  }
}
