package io.lethe.kv;

import io.lethe.tensor.Layouts;
import io.lethe.tensor.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * SHA-256 of columns in an order that does not depend on where they lie. All wanted columns of a
 * block go through side by side, a layer at a time: its keys are turned round in arrays that stay
 * in the nearest cache. A column of SmolLM2 takes 32 µs of hashing; reading it from memory and
 * turning it round adds 9.
 *
 * <p>For one thread at a time; several may digest different blocks of a sequence.
 */
final class ColumnDigests {
  private final BlockPool pool;
  private final BlockTable table;
  private final Columns columns;
  private final KvShape shape;
  private final int layerLength; // floats of one column in one layer
  private final int[] keys; // [dim][slot] of one head
  private final int[] layer; // [wanted slot]{[head]{key, value}}
  private final byte[] bytes;
  private final List<MessageDigest> digests = new ArrayList<>();

  ColumnDigests(BlockPool pool, BlockTable table, Columns columns) {
    this.pool = pool;
    this.table = table;
    this.columns = columns;
    this.shape = pool.shape();
    this.layerLength = 2 * shape.kvHeads() * shape.headDim();
    this.keys = new int[shape.headDim() * pool.slots()];
    this.layer = new int[Math.multiplyExact(pool.slots(), layerLength)];
    this.bytes = new byte[layerLength * Float.BYTES];
  }

  /** The digest of a column; all live columns of its block get theirs. */
  byte[] digest(int i) {
    byte[] known = columns.digest(i);
    if (known != null) {
      return known;
    }
    BitSet wanted = missing(i / pool.slots());
    wanted.set(i % pool.slots());
    compute(i / pool.slots(), wanted);
    byte[] computed = columns.digest(i);
    if (computed == null) {
      throw new AssertionError("no digest of column " + i);
    }
    return computed;
  }

  /** Computes the digests of all live columns that have none. */
  static void prepare(BlockPool pool, BlockTable table, Columns columns, Workers workers) {
    int tasks = Math.min(table.size(), 4 * workers.count());
    workers.run(
        tasks,
        (task, scratch) -> {
          ColumnDigests digests = new ColumnDigests(pool, table, columns);
          for (int block = task; block < table.size(); block += tasks) {
            digests.compute(block, digests.missing(block));
          }
        });
  }

  /** Over every live column in order: its position, the highest byte first, and its digest. */
  byte[] state() {
    // All at once: a hash that is called thousands of times is slow in a fresh process.
    int live = columns.count() - columns.dead();
    ByteBuffer all = ByteBuffer.allocate(Math.multiplyExact(live, Long.BYTES + 32));
    for (int i = 0; i < columns.count(); i++) {
      if (!columns.isDead(i)) {
        all.putLong(columns.position(i)).put(digest(i));
      }
    }
    return sha256().digest(all.array());
  }

  /** The slots of a block whose columns are live and have no digest. */
  private BitSet missing(int block) {
    int start = block * pool.slots();
    BitSet missing = new BitSet();
    for (int i = start; i < Math.min(start + pool.slots(), columns.count()); i++) {
      missing.set(i - start, !columns.isDead(i) && columns.digest(i) == null);
    }
    return missing;
  }

  private void compute(int block, BitSet wanted) {
    int[] slots = wanted.stream().toArray();
    while (digests.size() < slots.length) {
      digests.add(sha256());
    }
    for (int l = 0; slots.length > 0 && l < shape.layers(); l++) {
      gather(table.memory(block), l, slots);
      for (int s = 0; s < slots.length; s++) {
        MemorySegment.copy(
            MemorySegment.ofArray(layer),
            ValueLayout.JAVA_INT,
            (long) s * bytes.length,
            MemorySegment.ofArray(bytes),
            Layouts.I32_LE,
            0,
            layerLength);
        digests.get(s).update(bytes);
      }
    }
    for (int s = 0; s < slots.length; s++) {
      columns.keepDigest(block * pool.slots() + slots[s], digests.get(s).digest());
    }
  }

  /** Fills {@link #layer} with the bits of some slots of a block. */
  private void gather(MemorySegment block, int l, int[] slots) {
    int dim = shape.headDim();
    for (int head = 0; head < shape.kvHeads(); head++) {
      MemorySegment.copy(block, Layouts.I32_LE, pool.keysOffset(l, head), keys, 0, keys.length);
      for (int s = 0; s < slots.length; s++) {
        int to = s * layerLength + 2 * head * dim;
        for (int d = 0; d < dim; d++) {
          layer[to + d] = keys[d * pool.slots() + slots[s]];
        }
        long value = pool.valuesOffset(l, head) + slots[s] * shape.valueStride() * 4L;
        MemorySegment.copy(block, Layouts.I32_LE, value, layer, to + dim, dim);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("found a Java without SHA-256, which every Java has", e);
    }
  }
}
