package io.lethe.kv;

import io.lethe.tensor.Layouts;
import io.lethe.tensor.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;

/**
 * SHA-256 of columns in an order that does not depend on where they lie. Keys are turned round for
 * a whole block at a time, in arrays: reading a column float by float from native memory took
 * longer than hashing it.
 */
final class ColumnDigests {
  private ColumnDigests() {}

  /** The digest of a column; all live columns of its block get theirs. */
  static byte[] of(BlockPool pool, BlockTable table, Columns columns, int i) {
    byte[] known = columns.digest(i);
    if (known != null) {
      return known;
    }
    int block = i / pool.slots();
    BitSet wanted = missing(pool, columns, block);
    wanted.set(i % pool.slots());
    compute(pool, table, columns, block, wanted);
    byte[] computed = columns.digest(i);
    if (computed == null) {
      throw new AssertionError("no digest of column " + i);
    }
    return computed;
  }

  /** Computes the digests of all live columns, a block a task. */
  static void prepare(BlockPool pool, BlockTable table, Columns columns, Workers workers) {
    workers.run(
        table.size(),
        (block, scratch) -> {
          BitSet wanted = missing(pool, columns, block);
          if (!wanted.isEmpty()) {
            compute(pool, table, columns, block, wanted);
          }
        });
  }

  static byte[] state(BlockPool pool, BlockTable table, Columns columns) {
    MessageDigest state = sha256();
    ByteBuffer position = ByteBuffer.allocate(Long.BYTES);
    for (int i = 0; i < columns.count(); i++) {
      if (!columns.isDead(i)) {
        state.update(position.putLong(0, columns.position(i)).array());
        state.update(of(pool, table, columns, i));
      }
    }
    return state.digest();
  }

  /** The slots of a block whose columns are live and have no digest. */
  private static BitSet missing(BlockPool pool, Columns columns, int block) {
    int start = block * pool.slots();
    BitSet missing = new BitSet();
    for (int i = start; i < Math.min(start + pool.slots(), columns.count()); i++) {
      missing.set(i - start, !columns.isDead(i) && columns.digest(i) == null);
    }
    return missing;
  }

  private static void compute(
      BlockPool pool, BlockTable table, Columns columns, int block, BitSet wanted) {
    int[] slots = wanted.stream().toArray();
    int length = 2 * pool.shape().layers() * pool.shape().kvHeads() * pool.shape().headDim();
    int[] bits = gather(pool, table.memory(block), slots, length);
    byte[] bytes = new byte[length * Float.BYTES];
    MessageDigest digest = sha256();
    for (int s = 0; s < slots.length; s++) {
      MemorySegment.copy(
          MemorySegment.ofArray(bits),
          ValueLayout.JAVA_INT,
          (long) s * bytes.length,
          MemorySegment.ofArray(bytes),
          Layouts.I32_LE,
          0,
          length);
      columns.keepDigest(block * pool.slots() + slots[s], digest.digest(bytes));
    }
  }

  /** The bits {@code [slot][layer][head]{key[dim], value[dim]}} of some slots of a block. */
  private static int[] gather(BlockPool pool, MemorySegment block, int[] slots, int length) {
    KvShape shape = pool.shape();
    int dim = shape.headDim();
    int[] bits = new int[Math.multiplyExact(slots.length, length)];
    int[] keys = new int[dim * pool.slots()];
    int at = 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      for (int head = 0; head < shape.kvHeads(); head++) {
        MemorySegment.copy(
            block, Layouts.I32_LE, pool.keysOffset(layer, head), keys, 0, keys.length);
        for (int s = 0; s < slots.length; s++) {
          int to = s * length + at;
          for (int d = 0; d < dim; d++) {
            bits[to + d] = keys[d * pool.slots() + slots[s]];
          }
          long value = pool.valuesOffset(layer, head) + slots[s] * shape.valueStride() * 4L;
          MemorySegment.copy(block, Layouts.I32_LE, value, bits, to + dim, dim);
        }
        at += 2 * dim;
      }
    }
    return bits;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("found a Java without SHA-256, which every Java has", e);
    }
  }
}
