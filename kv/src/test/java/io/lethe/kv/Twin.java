package io.lethe.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.tensor.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A sequence and the plainest list of columns that could stand for it: every operation is done to
 * both, and {@link #compare} finds what differs.
 */
final class Twin {
  /** A column; nobody at {@code hiddenFrom} or later sees it. */
  private static final class Column {
    long position;
    long hiddenFrom = KvSequence.NEVER;
    int[] content;

    Column(long position, int[] content) {
      this.position = position;
      this.content = content;
    }

    Column copy() {
      Column copy = new Column(position, content.clone());
      copy.hiddenFrom = hiddenFrom;
      return copy;
    }
  }

  final KvSequence sequence;
  private final List<Column> columns;
  private long nextPosition;

  Twin(BlockPool pool, long firstPosition) {
    this(new KvSequence(pool, firstPosition), new ArrayList<>(), firstPosition);
  }

  private Twin(KvSequence sequence, List<Column> columns, long nextPosition) {
    this.sequence = sequence;
    this.columns = columns;
    this.nextPosition = nextPosition;
  }

  Twin fork() {
    return new Twin(
        sequence.fork(),
        new ArrayList<>(columns.stream().map(Column::copy).toList()),
        nextPosition);
  }

  /** A new sequence of the columns in the block of column {@code i}, of which this is a copy. */
  Twin attach(BlockLease copy, int i) {
    int slots = sequence.pool().slots();
    int start = i / slots * slots;
    int[] indices = IntStream.range(start, Math.min(start + slots, sequence.columns())).toArray();
    long[] positions = Arrays.stream(indices).mapToLong(sequence::position).toArray();
    long[] marks = Arrays.stream(indices).mapToLong(sequence::hiddenFrom).toArray();
    Twin twin = new Twin(sequence.pool(), positions[0]);
    twin.sequence.attach(copy, positions, marks);
    int last = positions.length - 1;
    twin.nextPosition = marks[last] == 0 ? positions[last] : positions[last] + 1;
    columns.stream()
        .filter(column -> positions[0] <= column.position && column.position <= positions[last])
        .forEach(column -> twin.columns.add(column.copy()));
    return twin;
  }

  void append(int count, Random random) {
    int first = sequence.append(count);
    for (int i = 0; i < count; i++) {
      Column column = new Column(nextPosition++, content(random));
      columns.add(column);
      put(first + i, column.content);
    }
  }

  void skip(int count) {
    sequence.skip(count);
    nextPosition += count;
  }

  /** Writes a few live columns again. */
  void rewrite(Random random) {
    List<Column> live = live();
    List<Column> chosen = live.stream().filter(column -> random.nextInt(8) == 0).toList();
    sequence.makeWritable(chosen.stream().mapToInt(this::index).toArray());
    for (Column column : chosen) {
      column.content = content(random);
      put(index(column), column.content);
    }
  }

  private int index(Column column) {
    int index = sequence.firstColumnAt(column.position);
    while (!sequence.isLive(index)) {
      index++;
    }
    return index;
  }

  void forget(Span span) {
    List<Column> gone = live().stream().filter(c -> span.contains(c.position)).toList();
    assertThat(sequence.forget(List.of(span))).isEqualTo(gone.size());
    if (!gone.isEmpty()) {
      gone.forEach(column -> column.hiddenFrom = nextPosition);
      dropDead();
    }
  }

  void hideFrom(Span span, long position) {
    sequence.hideFrom(List.of(span), position);
    columns.stream()
        .filter(column -> span.contains(column.position))
        .forEach(column -> column.hiddenFrom = Math.min(column.hiddenFrom, position));
  }

  void dropDead() {
    sequence.dropDead();
    columns.removeIf(column -> column.hiddenFrom <= nextPosition);
  }

  void truncateAt(long position) {
    sequence.truncateAt(position);
    columns.removeIf(column -> column.position >= position);
    nextPosition = position;
  }

  /** Closes the hole; the shifts must say by how much each live column moved. */
  void renumber(Span hole) {
    dropDead();
    List<Shift> shifts = sequence.renumber(List.of(hole));
    long end = Math.min(nextPosition, hole.end());
    for (Column column : columns) {
      long by = column.position >= end ? Math.max(0, end - hole.start()) : 0;
      column.position -= by;
      column.hiddenFrom -=
          column.hiddenFrom == KvSequence.NEVER ? 0 : Math.max(0, end - hole.start());
      int index = index(column);
      assertThat(
              shifts.stream()
                  .filter(s -> s.firstColumn() <= index && index < s.endColumn())
                  .mapToLong(Shift::by)
                  .sum())
          .isEqualTo(by);
    }
    nextPosition -= Math.max(0, end - hole.start());
  }

  private List<Column> live() {
    return columns.stream().filter(column -> nextPosition < column.hiddenFrom).toList();
  }

  /** Compares numbering, visibility for every reader, contents and digests. */
  void compare() {
    assertThat(sequence.nextPosition()).isEqualTo(nextPosition);
    List<Column> live = live();
    int[] indices = IntStream.range(0, sequence.columns()).filter(sequence::isLive).toArray();
    assertThat(indices).hasSize(live.size()).hasSize(sequence.liveColumns());
    assertThat(sequence.deadSlots()).isEqualTo(sequence.columns() - indices.length);
    MessageDigest state = sha256();
    for (int i = 0; i < indices.length; i++) {
      Column column = live.get(i);
      assertThat(sequence.position(indices[i])).isEqualTo(column.position);
      assertThat(sequence.hiddenFrom(indices[i])).isEqualTo(column.hiddenFrom);
      assertThat(get(indices[i])).containsExactly(column.content);
      byte[] digest = digest(column.content);
      assertThat(sequence.columnDigest(indices[i])).containsExactly(digest);
      state.update(ByteBuffer.allocate(8).putLong(0, column.position).array());
      state.update(digest);
    }
    assertThat(sequence.stateDigest()).containsExactly(state.digest());
    compareRuns();
  }

  /** The runs say of every column what {@code hiddenFrom} says. */
  private void compareRuns() {
    long[] marks = new long[sequence.columns()];
    Arrays.fill(marks, KvSequence.NEVER);
    for (HiddenRun run : sequence.hiddenRuns()) {
      Arrays.fill(marks, run.startColumn(), run.endColumn(), run.hiddenFrom());
    }
    assertThat(marks)
        .containsExactly(
            IntStream.range(0, marks.length).mapToLong(sequence::hiddenFrom).toArray());
  }

  private int[] content(Random random) {
    KvShape shape = sequence.pool().shape();
    // Any bits, NaN among them: nothing may be rounded or tidied on the way.
    return random.ints(2L * shape.layers() * shape.kvHeads() * shape.headDim()).toArray();
  }

  private static byte[] digest(int[] content) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * content.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(content).forEach(bytes::putInt);
    return sha256().digest(bytes.array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void put(int index, int[] content) {
    long[] offsets = offsets(index);
    for (int i = 0; i < offsets.length; i++) {
      sequence.block(index).set(Layouts.I32_LE, offsets[i], content[i]);
    }
  }

  private int[] get(int index) {
    MemorySegment block = sequence.block(index);
    return Arrays.stream(offsets(index)).mapToInt(o -> block.get(Layouts.I32_LE, o)).toArray();
  }

  /** The bytes in a block at which a column's key and value floats lie, layer by layer. */
  private long[] offsets(int index) {
    BlockPool pool = sequence.pool();
    KvShape shape = pool.shape();
    int slot = index % pool.slots();
    List<Long> offsets = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      for (int head = 0; head < shape.kvHeads(); head++) {
        for (int d = 0; d < shape.headDim(); d++) {
          offsets.add(pool.keysOffset(layer, head) + (d * pool.slots() + slot) * 4L);
        }
        for (int d = 0; d < shape.headDim(); d++) {
          offsets.add(pool.valuesOffset(layer, head) + (slot * shape.valueStride() + d) * 4L);
        }
      }
    }
    return offsets.stream().mapToLong(Long::longValue).toArray();
  }
}
